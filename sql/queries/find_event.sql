-- find_event(position bigint) -> tag text, oldest bigint
--
-- The tag of the event at a position, null if none is there, and the position from which
-- on nothing was pruned.
select
    (select tag from orakul.event where position = $1::bigint) as tag,
    pruned_upto + 1 as oldest
from orakul.event_horizon
