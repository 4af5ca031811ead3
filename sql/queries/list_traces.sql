-- list_traces(reader bigint, failed boolean, project text, after_key text, after_id bigint, most integer) -> id bigint, key text, shape jsonb
--
-- A page of the traces of which a person sees a task (all of them where `reader` is null),
-- latest first; of those with a failed task only, or with a task of a project (a slug or an id),
-- if so asked. Each stands where the first such task of it does, so the indexes of tasks have the
-- order. What a trace is made of is counted up to a thousand spans and as many attempts.
with wanted as (
    select id
    from orakul.project
    where slug = $3::text or id::text = $3::text
    order by slug = $3::text desc
    limit 1
), page as (
    select task.id, task.trace_id, task.name, task.state, task.project_id, task.created_at
    from orakul.task
    where ($1::bigint is null or task.owner_id = $1::bigint)
        and (not $2::boolean or task.state = 'failed')
        and ($3::text is null or task.project_id = (select id from wanted))
        and ($5::bigint is null
            or (task.created_at, task.id) < ($4::text::timestamptz, $5::bigint))
        and not exists (
            select
            from orakul.task as earlier
            where earlier.trace_id = task.trace_id
                and (earlier.created_at, earlier.id) < (task.created_at, task.id)
                and ($1::bigint is null or earlier.owner_id = $1::bigint)
                and (not $2::boolean or earlier.state = 'failed')
                and ($3::text is null or earlier.project_id = (select id from wanted)))
    order by task.created_at desc, task.id desc
    limit $6::integer
)
select
    page.id,
    page.created_at::text as key,
    jsonb_build_object(
        'id', page.trace_id,
        'name', coalesce(root.name, page.name),
        'started_at', coalesce(whole.started_at, page.created_at),
        'duration_us', coalesce(
            (extract(epoch from whole.ended_at - whole.started_at) * 1000000)::bigint, 0),
        'spans', whole.spans,
        'errors', whole.errors,
        'is_cut', whole.spans >= 1000,
        'task', jsonb_build_object(
            'id', page.id::text,
            'name', page.name,
            'state', page.state,
            'project', (select slug from orakul.project where id = page.project_id))) as shape
from page
left join lateral (
    select span.name
    from orakul.span
    where span.trace_id = page.trace_id and span.kind = 'server'
    order by span.started_at, span.span_id
    limit 1
) as root on true
cross join lateral (
    select
        min(part.started_at) as started_at,
        max(part.ended_at) as ended_at,
        count(*) as spans,
        count(*) filter (where part.is_error) as errors
    from (
        (
            select
                span.started_at,
                span.started_at + span.duration_us * interval '1 microsecond' as ended_at,
                span.status = 'error' as is_error
            from orakul.span
            where span.trace_id = page.trace_id
            limit 1000
        )
        union all
        (
            select
                attempt.started_at,
                coalesce(attempt.finished_at, clock_timestamp()),
                attempt.outcome <> 'completed'
            from orakul.task
            join orakul.task_attempt as attempt on attempt.task_id = task.id
            where task.trace_id = page.trace_id
            limit 1000
        )
    ) as part
) as whole
order by page.created_at desc, page.id desc
