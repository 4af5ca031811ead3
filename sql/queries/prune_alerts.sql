-- prune_alerts(retention interval) -> count bigint
--
-- Forget alerts that were resolved long ago, and their deliveries.
with pruned as (
    delete from orakul.alert
    where state = 'resolved' and resolved_at < now() - $1::interval
    returning id
)
select count(*) from pruned
