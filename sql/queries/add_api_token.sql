-- add_api_token(person bigint, digest bytea, name text, scopes text[], expires_at timestamp with time zone) -> id bigint, shape jsonb
--
-- Keep the digest of a token for scripts; no row if its owner is not active. The lock lets
-- whoever ends their activity find the token.
insert into orakul.api_token (person_id, digest, name, scopes, expires_at)
select person.id, $2::bytea, $3::text, $4::text[], $5::timestamptz
from orakul.person
where person.id = $1::bigint and person.is_active and person.role is not null
for share
returning id, orakul.token_shape(api_token) as shape
