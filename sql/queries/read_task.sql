-- read_task(id bigint, reader bigint) -> task jsonb, may_change boolean
--
-- A task with its arguments and its result, if this person sees it, and whether their
-- role in its project lets them change it. A null `reader` sees and may do everything.
select
    orakul.task_shape(task)
        || jsonb_build_object('args', orakul.shown_args(task))
        || orakul.shown_result(task) as task,
    coalesce(member.role, 'member') <> 'viewer' as may_change
from orakul.task
left join orakul.project_member as member
    on member.project_id = task.project_id and member.person_id = $2::bigint
where task.id = $1::bigint and ($2::bigint is null or task.owner_id = $2::bigint)
