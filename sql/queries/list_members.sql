-- list_members(project bigint, after_id bigint, most integer) -> id bigint, name text, role text
--
-- A page of the members of a project, in the order in which they were added as people.
select person.id, person.name, member.role
from orakul.project_member as member
join orakul.person on person.id = member.person_id
where member.project_id = $1::bigint
    and ($2::bigint is null or person.id > $2::bigint)
order by person.id
limit $3::integer
