-- list_pauses() -> queue text, reason text, actor text, at timestamp with time zone
--
-- The pauses that stand, the one over all queues first.
select queue, reason, actor, at
from orakul.pause
order by queue nulls first
