-- list_slowest_traces(reader bigint, failed boolean, project text, since timestamp with time zone, since_id bigint, until timestamp with time zone, at timestamp with time zone, after_us bigint, after_id bigint, most integer) -> id bigint, duration_us bigint, shape jsonb
--
-- A page of orakul.traces_that(), from a task on, slowest first, as they were at a time. All of
-- them are measured for it: the task is to be one that leaves few enough.
with measured as (
    select
        task.id,
        coalesce((extract(epoch from whole.ended_at - whole.started_at) * 1000000)::bigint, 0)
            as duration_us
    from orakul.traces_that($1::bigint, $2::boolean, $3::text) as task
    cross join lateral orakul.trace_extent(task.trace_id, $1::bigint, $7::timestamptz) as whole
    where (task.created_at, task.id) >= ($4::timestamptz, $5::bigint)
        and task.created_at < $6::timestamptz
), page as (
    select id, duration_us
    from measured
    where $9::bigint is null or (duration_us, id) < ($8::bigint, $9::bigint)
    order by duration_us desc, id desc
    limit $10::integer
)
select page.id, page.duration_us, orakul.trace_shape(task, $1::bigint, $7::timestamptz) as shape
from page
join orakul.task on task.id = page.id
order by page.duration_us desc, page.id desc
