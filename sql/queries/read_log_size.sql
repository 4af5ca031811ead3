-- read_log_size(task bigint, reader bigint) -> upto integer, dropped bigint
--
-- How far a task's log goes, and how much is missing at its end, if this person sees the
-- task; a null `reader` sees every one.
select
    coalesce(size.lines + (size.dropped > 0)::integer, 0) as upto,
    coalesce(size.dropped, 0) as dropped
from orakul.task
left join orakul.task_log_size as size on size.task_id = task.id
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
