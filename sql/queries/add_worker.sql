-- add_worker(id bigint, name text, queues text[]) -> nothing
--
-- Name a worker that Procrastinate has just registered; without queues it serves all.
insert into orakul.worker (id, name, queues) values ($1::bigint, $2::text, $3::text[])
