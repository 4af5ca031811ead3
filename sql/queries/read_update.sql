-- read_update(id bigint) -> body jsonb
--
-- An update as it came.
select body from orakul.telegram_update where id = $1::bigint
