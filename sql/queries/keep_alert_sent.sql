-- keep_alert_sent(id bigint) -> nothing
--
-- A delivery has arrived, whoever else may have taken it meanwhile.
update orakul.alert_delivery
set sent_at = now(), given_up_at = null, error = null
where id = $1::bigint and sent_at is null
