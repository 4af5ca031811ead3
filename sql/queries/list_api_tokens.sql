-- list_api_tokens(person bigint, before_id bigint, most integer) -> id bigint, shape jsonb
--
-- A page of the tokens of a person that are not revoked, latest first; of everybody where
-- `person` is null.
select token.id, orakul.token_shape(token) as shape
from orakul.api_token as token
where ($1::bigint is null or token.person_id = $1::bigint)
    and token.revoked_at is null
    and ($2::bigint is null or token.id < $2::bigint)
order by token.id desc
limit $3::integer
