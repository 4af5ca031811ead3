-- drop_event_partition(partition text) -> dropped boolean
--
-- Prune a partition of the log; false if somebody else did.
select orakul.drop_event_partition_v1($1::text) as dropped
