-- list_history(task bigint) -> position bigint, at timestamp with time zone, from_state text, to_state text, actor text, reason text, duration_ms bigint
--
-- What happened to a task, from the log: every change of state, and what was done to it
-- in between, which leaves no state. Progress is left out.
select
    position,
    at,
    data ->> 'previous_status' as from_state,
    data ->> 'new_status' as to_state,
    actor,
    reason,
    case when data ->> 'previous_status' <> data ->> 'new_status'
        then (data ->> 'duration_ms')::bigint
    end as duration_ms
from orakul.event
where task_id = $1::bigint and topic = 'tasks' and name in ('task_created', 'task_changed')
order by position
