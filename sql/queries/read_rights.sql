-- read_rights(person_ids bigint[], session_ids uuid[]) -> person_id bigint, session_id uuid, is_admin boolean, projects bigint[], expires_at timestamp with time zone
--
-- What each pair of a person and a session may see now. Two lists of one length; a
-- session that is null asks for the person alone. There is no row for somebody who is
-- inactive or may not sign in, nor for a session that is over.
select
    asked.person_id,
    asked.session_id,
    person.role = 'admin' as is_admin,
    array(
        select project_id
        from orakul.project_member as member
        where member.person_id = person.id
    ) as projects,
    session.expires_at
from unnest($1::bigint[], $2::uuid[]) as asked (person_id, session_id)
join orakul.person as person
    on person.id = asked.person_id and person.is_active and person.role is not null
left join orakul.session as session
    on session.id = asked.session_id
    and session.person_id = person.id
    and session.revoked_at is null
    and session.expires_at > now()
where asked.session_id is null or session.id is not null
