-- read_task(id bigint, reader bigint) -> task jsonb
--
-- A task with its arguments and its result, if this person sees it. A null `reader` sees all.
select
    orakul.task_shape(task)
        || jsonb_build_object('args', orakul.shown_args(task))
        || orakul.shown_result(task) as task
from orakul.task
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
