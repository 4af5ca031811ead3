-- list_traces(reader bigint, failed boolean, project text, since timestamp with time zone, until timestamp with time zone, after_key text, after_id bigint, most integer) -> id bigint, key text, shape jsonb
--
-- A page of orakul.traces_that(), latest first. Each stands where its task does, so the indexes of
-- tasks have the order.
select
    page.id, page.created_at::text as key,
    orakul.trace_shape(page.task, $1::bigint, now()) as shape
from (
    select task, task.id, task.created_at
    from orakul.traces_that($1::bigint, $2::boolean, $3::text) as task
    where ($4::timestamptz is null or task.created_at >= $4::timestamptz)
        and ($5::timestamptz is null or task.created_at < $5::timestamptz)
        and ($7::bigint is null
            or (task.created_at, task.id) < ($6::text::timestamptz, $7::bigint))
    order by task.created_at desc, task.id desc
    limit $8::integer
) as page
order by page.created_at desc, page.id desc
