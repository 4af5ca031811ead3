-- find_event(position bigint) -> tag text, oldest bigint
--
-- The tag of the event at a position, null if none is there, and the oldest position
-- that is kept, null if the log is empty.
select
    (select tag from orakul.event where position = $1::bigint) as tag,
    (select min(position) from orakul.event) as oldest
