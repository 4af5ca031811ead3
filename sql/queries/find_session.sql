-- find_session(session uuid) -> id bigint, email text, name text, role text, expires_at timestamp with time zone
--
-- Whose session this is, if it still stands and they are still active. Its use is noted to
-- the minute; what is noted already is not even locked.
with found as (
    select session.id as session_id, session.expires_at,
        person.id, person.email, person.name, person.role
    from orakul.session
    join orakul.person on person.id = session.person_id
    where session.id = $1::uuid
        and session.revoked_at is null
        and session.expires_at > clock_timestamp()
        and person.is_active
        and person.role is not null
),
seen as (
    insert into orakul.session_use as known (session_id, seen_at)
    select session_id, clock_timestamp()
    from found
    where not exists (
        select from orakul.session_use as known
        where known.session_id = found.session_id
            and known.seen_at > clock_timestamp() - interval '1 minute')
    on conflict (session_id) do update
    set seen_at = greatest(known.seen_at, excluded.seen_at)
)
select id, email, name, role, expires_at
from found
