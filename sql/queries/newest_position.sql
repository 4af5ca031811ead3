-- newest_position() -> position bigint, tag text
--
-- Where the log ends; no row if it is empty.
select position, tag
from orakul.event
order by position desc
limit 1
