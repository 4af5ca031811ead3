-- read_log_ends() -> oldest text, oldest_at timestamp with time zone, newest text, newest_at timestamp with time zone
--
-- The first and the last event that the log keeps; null where it is empty.
select
    oldest.position || '-' || oldest.tag as oldest, oldest.at as oldest_at,
    newest.position || '-' || newest.tag as newest, newest.at as newest_at
from orakul.event_horizon as horizon
left join lateral (
    select position, tag, at from orakul.event
    where position > horizon.pruned_upto order by position limit 1) as oldest on true
left join lateral (
    select position, tag, at from orakul.event
    where position > horizon.pruned_upto order by position desc limit 1) as newest on true
