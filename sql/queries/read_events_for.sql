-- read_events_for(after bigint, upto bigint, most integer, is_admin boolean, person_id bigint, projects bigint[], topics text[]) -> oldest bigint, scanned_to bigint, position bigint, tag text, at timestamp with time zone, topic text, name text, audience text, project_id bigint, owner_id bigint, actor text, by text, reason text, trace_id text, data text
--
-- One page of what a person may see of the log after a position and up to another.
-- `most` bounds the events looked at, not those shown, so a page costs the same for
-- somebody who may see one in a million. There is always a row: it says how far the page
-- went, and from which position on nothing was pruned in the same snapshot. Topics are flat
-- (`tasks`) or of one project (`space:7:tasks`); null stands for all.
with scanned as (
    select
        position, tag, at, topic, name, audience, project_id, owner_id, actor, reason,
        trace_id, data
    from orakul.event
    where position > $1::bigint and position <= $2::bigint
    order by position
    limit $3::integer
), page as (
    select
        (select pruned_upto + 1 from orakul.event_horizon) as oldest,
        (select max(position) from scanned) as scanned_to
)
select
    page.oldest, page.scanned_to,
    event.position, event.tag, event.at, event.topic, event.name, event.audience,
    event.project_id, event.owner_id, event.actor,
    (select name from orakul.person where id = orakul.person_of(event.actor)) as by,
    event.reason, event.trace_id, event.data::text as data
from page
left join scanned as event
    on (
        $4::boolean
        or event.audience = 'project' and event.project_id = any($6::bigint[])
        or event.audience = 'owner' and event.owner_id = $5::bigint
    )
    and (
        $7::text[] is null
        or event.topic = any($7::text[])
        or 'space:' || event.project_id || ':' || event.topic = any($7::text[])
    )
order by event.position
