-- read_waiting(task bigint, reader bigint) -> id bigint
--
-- The task that waits under the queueing lock of another, if this person sees it.
select other.id
from procrastinate_jobs as job
join procrastinate_jobs as other
    on other.queueing_lock = job.queueing_lock and other.status = 'todo' and other.id <> job.id
join orakul.task on task.id = other.id
where job.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
