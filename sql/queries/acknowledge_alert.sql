-- acknowledge_alert(id bigint, reason text, until timestamp with time zone) -> outcome text
--
-- See sql/functions/evaluate_alerts.sql.
select orakul.acknowledge_alert_v1($1::bigint, $2::text, $3::timestamptz) as outcome
