-- revoke_api_token(token bigint, person bigint) -> person_id bigint, shape jsonb, changed boolean
--
-- Let a token of a person stand for nobody from now on, or one of anybody where `person` is
-- null; no row if there is none. `changed` is false for all but the first who ask.
with revoked as (
    update orakul.api_token
    set revoked_at = clock_timestamp()
    where id = $1::bigint
        and ($2::bigint is null or person_id = $2::bigint)
        and revoked_at is null
    returning id
)
select token.person_id, orakul.token_shape(token) as shape, revoked.id is not null as changed
from orakul.api_token as token
left join revoked on revoked.id = token.id
where token.id = $1::bigint and ($2::bigint is null or token.person_id = $2::bigint)
