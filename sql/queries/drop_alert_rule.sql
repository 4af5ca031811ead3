-- drop_alert_rule(id bigint) -> nothing
--
-- A rule goes; what it found stays.
delete from orakul.alert_rule
where id = $1::bigint
