-- list_partitions() -> name text, since timestamp with time zone, until timestamp with time zone, bytes bigint, rows bigint
--
-- The partitions of the log, oldest first, and how many events each has as the server keeps
-- count. A bound is null where there is none.
select
    part.name,
    orakul.time_at(part.lower_bound) as since,
    orakul.time_at(part.upper_bound) as until,
    pg_total_relation_size(relation.oid) as bytes,
    coalesce(counted.n_live_tup, 0) as rows
from orakul.event_partitions_v1() as part
join pg_class as relation
    on relation.relname = part.name and relation.relnamespace = 'orakul'::regnamespace
left join pg_stat_all_tables as counted on counted.relid = relation.oid
order by part.lower_bound nulls first
