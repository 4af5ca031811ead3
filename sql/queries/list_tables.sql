-- list_tables(most integer) -> name text, bytes bigint, rows bigint
--
-- The largest tables of ours and of Procrastinate, each with its indexes, its long values and
-- its partitions, and how many rows it has as the server keeps count.
select
    case when schema.nspname = 'orakul' then 'orakul.' else '' end || table_.relname as name,
    sum(pg_total_relation_size(part.oid))::bigint as bytes,
    sum(coalesce(counted.n_live_tup, 0))::bigint as rows
from pg_class as part
join pg_namespace as schema on schema.oid = part.relnamespace
join pg_class as table_ on table_.oid = coalesce(pg_partition_root(part.oid), part.oid)
left join pg_stat_all_tables as counted on counted.relid = part.oid
where part.relkind = 'r'
    and (schema.nspname = 'orakul'
        or part.relname like 'procrastinate\_%' and pg_table_is_visible(part.oid))
group by schema.nspname, table_.relname
order by bytes desc, name
limit $1::integer
