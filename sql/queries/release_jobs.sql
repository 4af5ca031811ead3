-- release_jobs(worker_id bigint, held bigint[]) -> released integer
--
-- Give back what a worker has claimed besides the jobs that it knows it holds.
select orakul.release_jobs_v1($1::bigint, $2::bigint[]) as released
