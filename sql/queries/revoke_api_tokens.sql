-- revoke_api_tokens(person bigint) -> id bigint, shape jsonb
--
-- End all tokens of a person.
update orakul.api_token
set revoked_at = clock_timestamp()
where person_id = $1::bigint and revoked_at is null
returning id, orakul.token_shape(api_token) as shape
