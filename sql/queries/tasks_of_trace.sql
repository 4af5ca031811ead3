-- tasks_of_trace(trace_id text, reader bigint, task_id bigint, most integer) -> id bigint, state_since timestamp with time zone
--
-- The first tasks of a trace that a person sees, of all of them where `reader` is null, or one of
-- them; each with the time of its last change of state.
select id, state_since
from orakul.task
where trace_id = $1::text
    and ($2::bigint is null or owner_id = $2::bigint)
    and ($3::bigint is null or id = $3::bigint)
order by created_at, id
limit $4::integer
