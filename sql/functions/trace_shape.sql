-- A trace as it was at a time, as far as a person sees it, all of it where `reader` is null: from
-- when to when it went, and of how much. Its parts are the spans and attempts that
-- queries/read_spans.sql shows them, of each up to a thousand; one that went on then ends then.
-- PostgreSQL reads it as a part of the statement that it stands in. The orders are those of indexes,
-- so that no guess of how many there are makes it read a whole table.

drop function if exists orakul.trace_shape(orakul.task, timestamptz);
drop function if exists orakul.trace_extent(text, timestamptz);

create or replace function orakul.trace_extent(trace_id text, reader bigint, at timestamptz)
returns table (started_at timestamptz, ended_at timestamptz, spans bigint, errors bigint)
language sql stable as $$
    select
        min(part.started_at),
        max(least(part.ended_at, at)),
        count(*),
        count(*) filter (where part.is_error)
    from (
        (
            select
                span.started_at,
                span.started_at + span.duration_us * interval '1 microsecond' as ended_at,
                span.status = 'error' as is_error
            from orakul.span
            where span.trace_id = trace_extent.trace_id and span.started_at <= at
                and (reader is null or span.attributes ->> 'user.id' = reader::text)
            order by span.span_id
            limit 1000
        )
        union all
        (
            select
                attempt.started_at,
                attempt.finished_at,
                attempt.outcome in ('failed', 'lost')
            from (
                select task.id
                from orakul.task
                where task.trace_id = trace_extent.trace_id
                    and (reader is null or task.owner_id = reader)
                order by task.created_at, task.id
                limit 1000
            ) as task
            cross join lateral (
                select one.started_at, one.finished_at, one.outcome
                from orakul.task_attempt as one
                where one.task_id = task.id and one.started_at <= at
                order by one.number
                limit 1000
            ) as attempt
            limit 1000
        )
    ) as part
$$;

-- A trace in few words, as it is listed for a person by one of its tasks.

create or replace function orakul.trace_shape(task orakul.task, reader bigint, at timestamptz)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', task.trace_id,
        'name', coalesce(
            (
                select span.name
                from orakul.span
                where span.trace_id = task.trace_id and span.kind = 'server'
                    and (reader is null or span.attributes ->> 'user.id' = reader::text)
                order by span.started_at, span.span_id
                limit 1
            ),
            task.name),
        'started_at', coalesce(whole.started_at, task.created_at),
        'duration_us', coalesce(
            (extract(epoch from whole.ended_at - whole.started_at) * 1000000)::bigint, 0),
        'spans', whole.spans,
        'errors', whole.errors,
        'is_cut', whole.spans >= 1000,
        'task', jsonb_build_object(
            'id', task.id::text,
            'name', task.name,
            'state', task.state,
            'created_at', task.created_at,
            'project', (select slug from orakul.project where id = task.project_id)))
    from orakul.trace_extent(task.trace_id, reader, at) as whole
$$;
