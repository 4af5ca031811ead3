-- lock_alert_channel(id bigint) -> id bigint, shape jsonb
--
-- A channel as events tell of it, which nobody else changes until the transaction ends.
select id, orakul.alert_channel_shape(channel) as shape
from orakul.alert_channel as channel
where id = $1::bigint
for update
