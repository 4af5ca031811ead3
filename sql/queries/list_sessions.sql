-- list_sessions(person bigint, most integer) -> id uuid, shape jsonb
--
-- The sessions of a person that stand, those used last first.
select session.id, orakul.session_shape(session) as shape
from orakul.session
left join orakul.session_use as use on use.session_id = session.id
where session.person_id = $1::bigint
    and session.revoked_at is null
    and session.expires_at > clock_timestamp()
order by coalesce(use.seen_at, session.created_at) desc, session.id
limit $2::integer
