-- list_pauses_as_of(upto bigint) -> queue text, task text, reason text, actor text, by text, at timestamp with time zone, resume_at timestamp with time zone
--
-- The pauses that stood after the event at a position, those over all queues first. One
-- whose time had come stood no longer, whether or not the log told of it yet.
select queue, task, reason, actor, orakul.name_of(actor) as by, at, resume_at
from (
    select distinct on (queue, task) queue, task, paused, reason, actor, at, resume_at
    from (
        select position, queue, task, paused, reason, actor, at, resume_at
        from orakul.pause_change
        union all
        select position, queue, task, paused, reason, actor, at, resume_at
        from orakul.pause_past
    ) as change
    where position <= $1::bigint
    order by queue, task, position desc
) as last
where paused and (resume_at is null or resume_at > orakul.time_at($1::bigint))
order by queue nulls first, task nulls first
