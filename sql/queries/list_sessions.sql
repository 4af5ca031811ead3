-- list_sessions(person bigint, after_used timestamp with time zone, after_id uuid, most integer) -> id uuid, used text, shape jsonb
--
-- A page of the sessions of a person that stand, those used last first.
select
    session.id,
    coalesce(use.seen_at, session.created_at)::text as used,
    orakul.session_shape(session) as shape
from orakul.session
left join orakul.session_use as use on use.session_id = session.id
where session.person_id = $1::bigint
    and session.revoked_at is null
    and session.expires_at > clock_timestamp()
    and ($3::uuid is null
        or (coalesce(use.seen_at, session.created_at), session.id) < ($2::timestamptz, $3::uuid))
order by coalesce(use.seen_at, session.created_at) desc, session.id desc
limit $4::integer
