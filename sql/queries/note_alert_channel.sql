-- note_alert_channel(id bigint, error text) -> nothing
--
-- How the last delivery went: `error` is null where it arrived.
update orakul.alert_channel
set last_sent_at = case when $2::text is null then now() else last_sent_at end,
    last_failed_at = case when $2::text is null then last_failed_at else now() end,
    last_error = $2::text
where id = $1::bigint
