-- drain_worker(id bigint) -> drain_worker_v1 void
--
-- Tell that a worker takes no more tasks and waits for those that it runs.
select orakul.drain_worker_v1($1::bigint)
