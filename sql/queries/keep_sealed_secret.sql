-- keep_sealed_secret(purpose text, subject bigint, key_id text, ciphertext bytea) -> nothing
--
-- A secret takes the place of the one before.
insert into orakul.sealed_secret (purpose, subject, key_id, ciphertext)
values ($1::text, $2::bigint, $3::text, $4::bytea)
on conflict (purpose, subject) do update
set key_id = excluded.key_id,
    ciphertext = excluded.ciphertext,
    created_at = now(),
    rotated_at = null
