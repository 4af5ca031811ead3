-- find_session(session uuid) -> id bigint, email text, name text, role text, expires_at timestamp with time zone
--
-- Whose session this is, if it still stands and they are still active.
select person.id, person.email, person.name, person.role, session.expires_at
from orakul.session
join orakul.person on person.id = session.person_id
where session.id = $1::uuid
    and session.revoked_at is null
    and session.expires_at > clock_timestamp()
    and person.is_active
    and person.role is not null
