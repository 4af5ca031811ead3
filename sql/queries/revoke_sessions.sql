-- revoke_sessions(person bigint) -> nothing
--
-- End all sessions of a person now.
update orakul.session
set revoked_at = clock_timestamp()
where person_id = $1::bigint and revoked_at is null
