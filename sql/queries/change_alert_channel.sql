-- change_alert_channel(id bigint, name text, target jsonb) -> id bigint, target jsonb
--
-- A channel that leads elsewhere has no past; a null `target` leaves it where it leads. What is
-- shown of a target is kept of it.
update orakul.alert_channel
set name = $2::text,
    target = coalesce(orakul.shown_target($3::jsonb), target),
    last_sent_at = case when $3::jsonb is null then last_sent_at end,
    last_failed_at = case when $3::jsonb is null then last_failed_at end,
    last_error = case when $3::jsonb is null then last_error end,
    last_reason = case when $3::jsonb is null then last_reason end
where id = $1::bigint
returning id, target
