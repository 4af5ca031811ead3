-- extend_session(session uuid, lasting interval, longest interval) -> id uuid, shape jsonb
--
-- Let a session that stands last so long from now on, within so long from its beginning. No
-- row if that changes less than a minute: whoever asks over and over writes nothing. Whole
-- seconds, which is what an access token counts.
update orakul.session
set expires_at = date_trunc(
    'second', least(clock_timestamp() + $2::interval, created_at + $3::interval))
where id = $1::uuid
    and revoked_at is null
    and expires_at > clock_timestamp()
    and least(clock_timestamp() + $2::interval, created_at + $3::interval)
        > expires_at + interval '1 minute'
returning id, orakul.session_shape(session) as shape
