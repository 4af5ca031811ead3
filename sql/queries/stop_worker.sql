-- stop_worker(id bigint) -> stop_worker_v1 void
--
-- Tell that a worker has stopped.
select orakul.stop_worker_v1($1::bigint)
