-- last_position_before(time timestamp with time zone) -> max bigint
--
-- The position of the last event before a time, null if there is none: positions are times.
select max(position)
from orakul.event
where position < orakul.position_at($1::timestamptz)
