-- add_api_token(person bigint, digest bytea) -> nothing
--
-- Keep the digest of a token for scripts.
insert into orakul.api_token (person_id, digest)
values ($1::bigint, $2::bytea)
