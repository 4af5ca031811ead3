-- read_member(project bigint, person bigint) -> id bigint, name text, role text
--
-- A member of a project.
select person.id, person.name, member.role
from orakul.project_member as member
join orakul.person on person.id = member.person_id
where member.project_id = $1::bigint and member.person_id = $2::bigint
