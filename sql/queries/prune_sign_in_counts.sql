-- prune_sign_in_counts() -> pruned bigint
--
-- Forget tries that count no more: the next one would begin anew.
with pruned as (
    delete from orakul.sign_in_count
    where tried_at < clock_timestamp() - interval '1 day'
    returning 1
)
select count(*) as pruned from pruned
