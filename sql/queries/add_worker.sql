-- add_worker(id bigint, name text) -> nothing
--
-- Name a worker that Procrastinate has just registered.
insert into orakul.worker (id, name) values ($1::bigint, $2::text)
