-- list_pauses() -> queue text, task text, reason text, actor text, by text, at timestamp with time zone, resume_at timestamp with time zone
--
-- The pauses that stand, those over all queues first.
select queue, task, reason, actor, orakul.name_of(actor) as by, at, resume_at
from orakul.standing_pause
order by queue nulls first, task nulls first
