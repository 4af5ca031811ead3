-- read_task_args(id bigint, reader bigint) -> name text, stored jsonb, shown jsonb, is_deep boolean
--
-- The arguments of a task as they are, secrets and all, which go to nobody, and as they are shown.
-- What is nested too deeply to be shown is not read either.
select
    task.name,
    case when not orakul.is_deep(task.args) then task.args end as stored,
    orakul.shown_args(task) as shown,
    orakul.is_deep(task.args) as is_deep
from orakul.task
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
