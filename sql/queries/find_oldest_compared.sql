-- find_oldest_compared(reader bigint, failed boolean, project text, since timestamp with time zone, until timestamp with time zone, most integer) -> created_at timestamp with time zone, id bigint, is_cut boolean
--
-- The oldest of the latest orakul.traces_that() between two times, so many at most, and whether
-- there are older ones.
select created_at, id, count > $6::integer as is_cut
from (
    select
        task.created_at,
        task.id,
        row_number() over (order by task.created_at desc, task.id desc) as place,
        count(*) over () as count
    from (
        select created_at, id
        from orakul.traces_that($1::bigint, $2::boolean, $3::text)
        where created_at >= $4::timestamptz and created_at < $5::timestamptz
        order by created_at desc, id desc
        limit $6::integer + 1
    ) as task
) as latest
where place <= $6::integer
order by created_at, id
limit 1
