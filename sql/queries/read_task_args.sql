-- read_task_args(id bigint, reader bigint) -> name text, stored jsonb, shown jsonb
--
-- The arguments of a task as they are, secrets and all, which go to nobody, and as they are shown.
select task.name, task.args as stored, orakul.shown_args(task) as shown
from orakul.task
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
