-- read_alert_target(id bigint) -> target jsonb
--
-- Where a channel leads, in full: to go there, and to be shown to nobody.
select target
from orakul.alert_channel
where id = $1::bigint
