-- read_spans(trace_id text, reader bigint, most integer) -> span_id text, parent_id text, service text, name text, kind text, status text, started_at timestamp with time zone, offset_us bigint, duration_us bigint, attributes jsonb
--
-- The spans of a trace that a person sees, all of them where `reader` is null, in the order of their
-- beginning, each with the time since the first. Attempts at its tasks are spans, too, with the ids
-- by which orakul.traces has what happened within them.
--
-- Whoever sends a request chooses its trace, another's if they like. So a trace is shown to whom its
-- first task belongs, from the request on that deferred it, and to others their own attempts.
with first as (
    select owner_id, created_at, substr(traceparent, 37, 16) as span_id
    from orakul.task
    where trace_id = $1::text
    order by created_at, id
    limit 1
), shown as (
    select coalesce(request.started_at, first.created_at) as since
    from first
    left join orakul.span as request
        on request.trace_id = $1::text and request.span_id = first.span_id
    where first.owner_id = $2::bigint
)
select
    span_id, parent_id, service, name, kind, status, started_at,
    (extract(epoch from started_at - min(started_at) over ()) * 1000000)::bigint as offset_us,
    duration_us, attributes
from (
    select span_id, parent_id, service, name, kind, status, started_at, duration_us, attributes
    from orakul.span
    where trace_id = $1::text
        and ($2::bigint is null or started_at >= (select since from shown))
    union all
    select
        lpad(to_hex((attempt.task_id << 16) | (attempt.number & 65535)), 16, '0'),
        nullif(substr(task.traceparent, 37, 16), '0000000000000000'),
        'orakul-worker', 'task ' || task.name, 'consumer',
        case when attempt.outcome <> 'completed' then 'error' else 'unset' end,
        attempt.started_at,
        (extract(epoch from coalesce(attempt.finished_at, clock_timestamp())
            - attempt.started_at) * 1000000)::bigint,
        jsonb_strip_nulls(jsonb_build_object(
            'orakul.task.id', task.id,
            'orakul.task.attempt', attempt.number,
            'error.type', attempt.error_class))
    from orakul.task
    join orakul.task_attempt as attempt on attempt.task_id = task.id
    where task.trace_id = $1::text
        and ($2::bigint is null or task.owner_id = $2::bigint or exists (select from shown))
) as span
order by started_at, span_id
limit $3::integer
