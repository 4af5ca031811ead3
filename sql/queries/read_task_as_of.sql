-- read_task_as_of(id bigint, reader bigint, upto bigint) -> task jsonb
--
-- A task as it was after the event at a position, if this person sees it; a null `reader`
-- sees everything.
select orakul.shown_task(task) as task
from orakul.tasks_as_of($3::bigint) as task
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
