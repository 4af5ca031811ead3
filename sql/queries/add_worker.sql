-- add_worker(name text, host text, pid integer, version text, queues text[], concurrency integer, schedules text[], task_names text[]) -> id bigint
--
-- Let a worker be known, here and to Procrastinate; without queues it serves all.
select orakul.start_worker_v1(
    $1::text, $2::text, $3::integer, $4::text, $5::text[], $6::integer, $7::text[],
    $8::text[]) as id
