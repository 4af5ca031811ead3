-- list_pauses_as_of(upto bigint) -> queue text, reason text, actor text, at timestamp with time zone
--
-- The pauses that stood after the event at a position, the one over all queues first.
select queue, reason, actor, at
from (
    select distinct on (queue) queue, paused, reason, actor, at
    from (
        select position, queue, paused, reason, actor, at
        from orakul.pause_change
        union all
        select position, queue, paused, reason, actor, at
        from orakul.pause_past
    ) as change
    where position <= $1::bigint
    order by queue, position desc
) as last
where paused
order by queue nulls first
