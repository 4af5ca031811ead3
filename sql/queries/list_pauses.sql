-- list_pauses() -> queue text, task text, reason text, actor text, by text, at timestamp with time zone, resume_at timestamp with time zone
--
-- The pauses that stand, those over all queues first.
select
    queue,
    task,
    reason,
    actor,
    (select person.name from orakul.person where 'person:' || person.id = actor) as by,
    at,
    resume_at
from orakul.standing_pause
order by queue nulls first, task nulls first
