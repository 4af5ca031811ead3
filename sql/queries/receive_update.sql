-- receive_update(bot text, update_id bigint, kind text, body jsonb) -> id bigint
--
-- Keep an update as it came. Telegram repeats what it thinks was not received: the same
-- update again gives no row.
insert into orakul.telegram_update (bot, update_id, kind, body)
values ($1::text, $2::bigint, $3::text, $4::jsonb)
on conflict (bot, update_id) do nothing
returning id
