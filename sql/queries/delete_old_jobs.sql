-- delete_old_jobs(hours integer, queue text, statuses text[]) -> nothing
--
-- Delete jobs, not tasks, that ended with one of these statuses longer ago than so many hours.
delete from procrastinate_jobs as job
using orakul.task
where task.id = job.id
    and job.status = any ($3::text[]::procrastinate_job_status[])
    and ($2::text is null or job.queue_name = $2)
    and task.finished_at < now() - make_interval(hours => $1::integer)
