-- beat_worker(id bigint, name text, host text, pid integer, version text, queues text[], concurrency integer, schedules text[], task_names text[]) -> beat_worker_v1 void
--
-- Show that a worker lives. One that was forgotten while it was silent is known again.
select orakul.beat_worker_v1(
    $1::bigint, $2::text, $3::text, $4::integer, $5::text, $6::text[], $7::integer, $8::text[],
    $9::text[])
