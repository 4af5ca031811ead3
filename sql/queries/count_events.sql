-- count_events(after bigint, upto bigint, most integer, is_admin boolean, person_id bigint, projects bigint[], topics text[], names text[], actor text, task_id bigint) -> fitting bigint, looked_at bigint, newest bigint
--
-- How many events a person may see of the newest `most` after a position and up to another, or
-- of those of a task, and fit; how many these are, and the position of the newest. Which they may
-- see, and which fit, is as in list_events.
with scanned as (
    (
        select position, topic, name, audience, project_id, owner_id, actor
        from orakul.event
        where $10::bigint is null and position > $1::bigint and position <= $2::bigint
        order by position desc
        limit $3::integer
    )
    union all
    (
        select position, topic, name, audience, project_id, owner_id, actor
        from orakul.event
        where $10::bigint is not null and task_id = $10::bigint
            and position > $1::bigint and position <= $2::bigint
        order by position desc
        limit $3::integer
    )
)
select
    count(*) filter (
        where (
            $4::boolean
            or audience = 'project' and project_id = any($6::bigint[])
            or audience = 'owner' and owner_id = $5::bigint
        )
        and (
            $7::text[] is null
            or topic = any($7::text[])
            or 'space:' || project_id || ':' || topic = any($7::text[])
        )
        and ($8::text[] is null or name = any($8::text[]))
        and ($9::text is null or actor = $9::text)
    ) as fitting,
    count(*) as looked_at,
    max(position) as newest
from scanned
