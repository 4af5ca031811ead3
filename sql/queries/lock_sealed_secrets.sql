-- lock_sealed_secrets(newest text, after_id bigint, most integer) -> id bigint, purpose text, subject bigint, key_id text, ciphertext bytea
--
-- The next secrets that another key than the newest sealed. Whoever rotates at the same time
-- waits, and then finds them done.
select id, purpose, subject, key_id, ciphertext
from orakul.sealed_secret
where key_id <> $1::text and id > $2::bigint
order by id
limit $3::integer
for update
