-- list_expired_partitions(moment timestamp with time zone) -> name text
--
-- The partitions of the log that hold nothing newer, oldest first.
select name from orakul.expired_event_partitions_v1($1::timestamptz) as name
