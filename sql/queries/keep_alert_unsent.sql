-- keep_alert_unsent(id bigint, attempt integer, error text, wait double precision) -> nothing
--
-- A delivery has failed: it is due again after so many seconds, or given up where that is
-- null. Another who took it since knows better.
update orakul.alert_delivery
set error = $3::text,
    due_at = now() + make_interval(secs => coalesce($4::double precision, 0)),
    given_up_at = case when $4::double precision is null then now() end
where id = $1::bigint and attempts = $2::integer and sent_at is null
