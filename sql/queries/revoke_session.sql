-- revoke_session(session uuid) -> nothing
--
-- End a session now, if it has not ended.
update orakul.session
set revoked_at = clock_timestamp()
where id = $1::uuid and revoked_at is null
