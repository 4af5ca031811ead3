-- end_sessions(person bigint, only uuid, except uuid) -> id uuid, shape jsonb
--
-- End sessions of a person that stand: all of them, or `only` one, or all `except` one.
update orakul.session
set revoked_at = clock_timestamp()
where person_id = $1::bigint
    and revoked_at is null
    and expires_at > clock_timestamp()
    and ($2::uuid is null or id = $2::uuid)
    and ($3::uuid is null or id <> $3::uuid)
returning id, orakul.session_shape(session) as shape
