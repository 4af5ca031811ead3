-- use_password_reset(digest bytea) -> person_id bigint
--
-- Use a token for another password up; no row if it was, or is over.
delete from orakul.password_reset
where digest = $1::bytea and expires_at > clock_timestamp()
returning person_id
