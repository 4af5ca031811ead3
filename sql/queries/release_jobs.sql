-- release_jobs(worker_id bigint, held bigint[], begun bigint[], reason text, actor text) -> released integer
--
-- Give back what a worker has claimed besides the jobs that it holds; what it had begun of
-- them costs an attempt.
select orakul.release_jobs_v1($1::bigint, $2::bigint[], $3::bigint[], $4::text, $5::text) as released
