-- note_alert_channel(id bigint, error text, reason jsonb) -> nothing
--
-- How the last delivery went: `error` is null where it arrived, and `reason` says what it says.
update orakul.alert_channel
set last_sent_at = case when $2::text is null then now() else last_sent_at end,
    last_failed_at = case when $2::text is null then last_failed_at else now() end,
    last_error = $2::text,
    last_reason = $3::jsonb
where id = $1::bigint
