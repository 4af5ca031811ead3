-- add_password_reset(person bigint, digest bytea, expires_at timestamp with time zone) -> nothing
--
-- Keep the digest of a token for another password, in place of the one before.
insert into orakul.password_reset (person_id, digest, expires_at)
values ($1::bigint, $2::bytea, $3::timestamptz)
on conflict (person_id) do update
set digest = excluded.digest, expires_at = excluded.expires_at
