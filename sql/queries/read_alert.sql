-- read_alert(id bigint) -> id bigint, shape jsonb
--
-- One alert.
select id, orakul.named_alert_shape(alert) as shape
from orakul.alert
where id = $1::bigint and state <> 'pending'
