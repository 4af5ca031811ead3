-- lock_run_job(run_id bigint) -> id bigint
--
-- The job that carries a run out, if it was started.
select job.id
from procrastinate_jobs as job
join orakul.run on run.task_id = job.id
where run.id = $1::bigint
for update of job
