-- find_moment(place bigint, tag text) -> position bigint, tag text, at timestamp with time zone, pruned_upto bigint, oldest text, oldest_at timestamp with time zone
--
-- The last event of the commit that the event at `place` with this tag belongs to; where
-- `tag` is null, of the last commit at or before `place`. The columns of the event are null
-- if there is none. And how far back the log goes: its oldest event, null if it is empty.
with horizon as (
    select pruned_upto from orakul.event_horizon
), given as (
    select position, transaction
    from orakul.event
    where position <= $1::bigint
        and position > (select pruned_upto from horizon)
        and ($2::text is null or position = $1::bigint and tag = $2::text)
    order by position desc
    limit 1
), next as (
    select position
    from orakul.event
    where position > (select position from given)
        and transaction <> (select transaction from given)
    order by position
    limit 1
), last as (
    select position, tag, at
    from orakul.event
    where exists (select from given)
        and position < coalesce((select position from next), 9223372036854775807)
    order by position desc
    limit 1
), oldest as (
    select position, tag, at
    from orakul.event
    where position > (select pruned_upto from horizon)
    order by position
    limit 1
)
select
    last.position, last.tag, last.at, horizon.pruned_upto,
    oldest.position || '-' || oldest.tag as oldest, oldest.at as oldest_at
from horizon
left join last on true
left join oldest on true
