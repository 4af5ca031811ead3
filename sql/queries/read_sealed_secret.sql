-- read_sealed_secret(purpose text, subject bigint) -> id bigint, purpose text, subject bigint, key_id text, ciphertext bytea
--
-- The secret of one place, as it is sealed.
select id, purpose, subject, key_id, ciphertext
from orakul.sealed_secret
where purpose = $1::text and subject = $2::bigint
