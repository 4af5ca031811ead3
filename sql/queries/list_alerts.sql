-- list_alerts(state text, rule bigint, after_key timestamp with time zone, after_id bigint, most integer) -> id bigint, key text, shape jsonb
--
-- A page of the alerts in one state, or of all of them, those that were opened last first.
select id, opened_at::text as key, orakul.named_alert_shape(alert) as shape
from orakul.alert
where state <> 'pending'
    and ($1::text is null or state = $1::text)
    and ($2::bigint is null or rule_id = $2::bigint)
    and ($4::bigint is null or (opened_at, id) < ($3::timestamptz, $4::bigint))
order by opened_at desc, id desc
limit $5::integer
