-- change_alert_channel(id bigint, name text, target jsonb) -> nothing
--
-- A channel that leads elsewhere has no past.
update orakul.alert_channel
set name = $2::text,
    target = $3::jsonb,
    last_sent_at = case when target = $3::jsonb then last_sent_at end,
    last_failed_at = case when target = $3::jsonb then last_failed_at end,
    last_error = case when target = $3::jsonb then last_error end,
    last_reason = case when target = $3::jsonb then last_reason end
where id = $1::bigint
