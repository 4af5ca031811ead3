-- last_telegram_update() -> max timestamp with time zone
--
-- When the newest update came in, null if none has.
select max(received_at) from orakul.telegram_update
