-- put_member(project bigint, person bigint, role text) -> person_id bigint
--
-- Give somebody who may sign in a role in a project; no row if that changes nothing.
insert into orakul.project_member (project_id, person_id, role)
select $1::bigint, person.id, $3::text
from orakul.person
where person.id = $2::bigint and person.role is not null
on conflict (project_id, person_id) do update
set role = excluded.role
where project_member.role <> excluded.role
returning person_id
