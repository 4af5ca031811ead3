-- read_spans(trace_id text, reader bigint, task_id bigint, most integer) -> span_id text, parent_id text, service text, name text, kind text, status text, started_at timestamp with time zone, offset_us bigint, duration_us bigint, attributes jsonb
--
-- The first spans of a trace that a person sees, of all of them where `reader` is null, or of those
-- of one task; each with the time since the first. Attempts at its tasks, of `most` tasks, are spans,
-- too, with the ids by which orakul.traces has what happened within them.
--
-- Whoever sends a request chooses its trace and its parent, another's if they like. So each span is
-- seen by the person for whom it was done, whatever it stands under.
with kept as (
    select span_id, parent_id, service, name, kind, status, started_at, duration_us, attributes
    from orakul.span
    where trace_id = $1::text
        and ($2::bigint is null or attributes ->> 'user.id' = $2::bigint::text)
        and ($3::bigint is null or attributes ->> 'orakul.task.id' = $3::bigint::text)
    order by started_at, span_id
    limit $4::integer
), task as (
    select id, name, owner_id, traceparent
    from orakul.task
    where trace_id = $1::text
        and ($2::bigint is null or owner_id = $2::bigint)
        and ($3::bigint is null or id = $3::bigint)
    order by created_at, id
    limit $4::integer
), attempted as (
    select
        lpad(to_hex((task.id << 16) | (attempt.number & 65535)), 16, '0') as span_id,
        nullif(substr(task.traceparent, 37, 16), '0000000000000000') as parent_id,
        'orakul-worker' as service, 'task ' || task.name as name, 'consumer' as kind,
        case when attempt.is_broken then 'error' else 'unset' end as status,
        attempt.started_at,
        (extract(epoch from coalesce(attempt.finished_at, clock_timestamp())
            - attempt.started_at) * 1000000)::bigint as duration_us,
        jsonb_strip_nulls(jsonb_build_object(
            'orakul.task.id', task.id,
            'orakul.task.attempt', attempt.number,
            'user.id', task.owner_id::text,
            'error.type', case when attempt.is_broken then attempt.error_class end)) as attributes
    from task
    cross join lateral (
        select
            number, outcome in ('failed', 'lost') as is_broken, error_class, started_at, finished_at
        from orakul.task_attempt
        where task_id = task.id
        order by number
        limit $4::integer
    ) as attempt
    limit $4::integer
)
select
    span_id, parent_id, service, name, kind, status, started_at,
    (extract(epoch from started_at - min(started_at) over ()) * 1000000)::bigint as offset_us,
    duration_us, attributes
from (select * from kept union all select * from attempted) as span
order by started_at, span_id
limit $4::integer
