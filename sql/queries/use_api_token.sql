-- use_api_token(digest bytea) -> id bigint, email text, name text, role text, expires_at timestamp with time zone, token bigint, scopes text[]
--
-- Whose token this is and what it may do, if it stands and they are active. Its last use is
-- noted to the minute, so that a busy script does not write at each request.
with used as (
    update orakul.api_token
    set last_used_at = clock_timestamp()
    where digest = $1::bytea
        and revoked_at is null
        and (expires_at is null or expires_at > clock_timestamp())
        and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
)
select
    person.id, person.email, person.name, person.role, token.expires_at, token.id as token,
    token.scopes
from orakul.api_token as token
join orakul.person on person.id = token.person_id
where token.digest = $1::bytea
    and token.revoked_at is null
    and (token.expires_at is null or token.expires_at > clock_timestamp())
    and person.is_active
    and person.role is not null
