-- list_history(task bigint) -> position bigint, at timestamp with time zone, from_state text, to_state text, actor text, by text, reason text, duration_ms bigint, action text, before jsonb, after jsonb
--
-- What happened to a task: every change of state, and what was done to it in between,
-- which leaves no state. Progress is left out. From the log, and from what is kept of the
-- part of it that was pruned. `by` is what the person is called now who acted.
with change as (
    select position, at, from_state, to_state, actor, reason, duration_ms, action, before, after
    from orakul.task_change
    where task_id = $1::bigint
    union
    select position, at, from_state, to_state, actor, reason, duration_ms, action, before, after
    from orakul.task_history
    where task_id = $1::bigint
)
select
    position, at, from_state, to_state, actor, orakul.name_of(actor) as by, reason, duration_ms,
    action, before, after
from change
order by position
