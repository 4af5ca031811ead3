-- drop_alert_channel(id bigint) -> nothing
--
-- A channel goes, and what was still to be told there.
delete from orakul.alert_channel
where id = $1::bigint
