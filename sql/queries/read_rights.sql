-- read_rights(person_ids bigint[], session_ids uuid[], token_ids bigint[]) -> person_id bigint, session_id uuid, token_id bigint, is_admin boolean, projects bigint[], expires_at timestamp with time zone
--
-- What each person may see now, by the session or the API token that they came with. Three
-- lists of one length; where both are null the person alone is asked for. There is no row
-- for somebody who is inactive or may not sign in, nor for a session that is over or a
-- token that was revoked.
select
    asked.person_id,
    asked.session_id,
    asked.token_id,
    person.role = 'admin' as is_admin,
    array(
        select project_id
        from orakul.project_member as member
        where member.person_id = person.id
    ) as projects,
    session.expires_at
from unnest($1::bigint[], $2::uuid[], $3::bigint[]) as asked (person_id, session_id, token_id)
join orakul.person as person
    on person.id = asked.person_id and person.is_active and person.role is not null
left join orakul.session as session
    on session.id = asked.session_id
    and session.person_id = person.id
    and session.revoked_at is null
    and session.expires_at > now()
left join orakul.api_token as token
    on token.id = asked.token_id
    and token.person_id = person.id
    and token.revoked_at is null
where (asked.session_id is null or session.id is not null)
    and (asked.token_id is null or token.id is not null)
