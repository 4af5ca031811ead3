-- partition_events(ahead integer) -> made integer
--
-- Make the days of the log up to so many ahead, and tell how many partitions that was.
select orakul.partition_events_v1($1::integer) as made
