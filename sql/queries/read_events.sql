-- read_events(after bigint, most integer) -> position bigint, tag text, at timestamp with time zone, topic text, name text, audience text, project_id bigint, owner_id bigint, actor text, by text, reason text, trace_id text, data text
--
-- What the log holds after a position, in commit order, whoever may see it. The data
-- stay text: PostgreSQL writes numbers and characters that no other reader may alter. `by` is
-- what the person is called now who acted.
select
    position, tag, at, topic, name, audience, project_id, owner_id, actor,
    (select name from orakul.person where id = orakul.person_of(event.actor)) as by,
    reason, trace_id, data::text as data
from orakul.event
where position > $1::bigint
order by position
limit $2::integer
