-- open_session(person bigint, password_hash text, expires_at timestamp with time zone, address inet, user_agent text) -> id uuid, shape jsonb
--
-- Open a session for who has proven this password; no row if it was changed meanwhile, or
-- they are not active any more. The lock lets whoever changes either of it find the session.
insert into orakul.session (person_id, expires_at, address, user_agent)
select person.id, $3::timestamptz, $4::inet, $5::text
from orakul.person
where person.id = $1::bigint
    and person.password_hash = $2::text
    and person.is_active
    and person.role is not null
for share
returning id, orakul.session_shape(session) as shape
