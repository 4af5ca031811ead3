-- read_task(id bigint, reader bigint) -> task jsonb
--
-- A task with its arguments and its result, if this person sees it. A null `reader` sees all.
select orakul.shown_task(task) as task
from orakul.task
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
