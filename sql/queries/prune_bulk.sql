-- prune_bulk(retention interval) -> pruned bigint
--
-- Forget which tasks bulk actions were about that are older than this and have ended: what
-- they came to stands with their tasks.
with pruned as (
    delete from orakul.bulk
    where created_at < now() - $1::interval
        and not exists (
            select from orakul.task
            where task.name = 'bulk_action' and task.state in ('pending', 'in_progress')
                and task.args ->> 'bulk_id' = bulk.id::text)
    returning id
)
select count(*) as pruned from pruned
