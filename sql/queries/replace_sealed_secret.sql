-- replace_sealed_secret(id bigint, key_id text, ciphertext bytea) -> nothing
--
-- The same secret under another key.
update orakul.sealed_secret
set key_id = $2::text, ciphertext = $3::bytea, rotated_at = now()
where id = $1::bigint
