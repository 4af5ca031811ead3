-- list_events(after bigint, upto bigint, most integer, descending boolean, is_admin boolean, person_id bigint, projects bigint[], topics text[], names text[], actor text, task_id bigint) -> scanned_to bigint, position bigint, tag text, at timestamp with time zone, topic text, name text, audience text, project_id bigint, owner_id bigint, actor text, by text, reason text, trace_id text, data text
--
-- One page of what a person may see of the log after a position and up to another, first to
-- last or last to first. `most` bounds the events looked at, not those shown: of a task only
-- its own, which an index knows. There is always a row: it says how far the page went. Of the
-- four ways to look one is taken, the others are never executed. Topics are as in
-- read_events_for; null stands for all.
with scanned as (
    (
        select * from orakul.event
        where not $4::boolean and $11::bigint is null
            and position > $1::bigint and position <= $2::bigint
        order by position
        limit $3::integer
    )
    union all
    (
        select * from orakul.event
        where $4::boolean and $11::bigint is null
            and position > $1::bigint and position <= $2::bigint
        order by position desc
        limit $3::integer
    )
    union all
    (
        select * from orakul.event
        where not $4::boolean and $11::bigint is not null and task_id = $11::bigint
            and position > $1::bigint and position <= $2::bigint
        order by position
        limit $3::integer
    )
    union all
    (
        select * from orakul.event
        where $4::boolean and $11::bigint is not null and task_id = $11::bigint
            and position > $1::bigint and position <= $2::bigint
        order by position desc
        limit $3::integer
    )
), page as (
    select case when $4::boolean then min(position) else max(position) end as scanned_to
    from scanned
)
select
    page.scanned_to,
    event.position, event.tag, event.at, event.topic, event.name, event.audience,
    event.project_id, event.owner_id, event.actor,
    (select name from orakul.person where id = orakul.person_of(event.actor)) as by,
    event.reason, event.trace_id, event.data::text as data
from page
left join scanned as event
    on (
        $5::boolean
        or event.audience = 'project' and event.project_id = any($7::bigint[])
        or event.audience = 'owner' and event.owner_id = $6::bigint
    )
    and (
        $8::text[] is null
        or event.topic = any($8::text[])
        or 'space:' || event.project_id || ':' || event.topic = any($8::text[])
    )
    and ($9::text[] is null or event.name = any($9::text[]))
    and ($10::text is null or event.actor = $10::text)
order by case when $4::boolean then -event.position else event.position end
