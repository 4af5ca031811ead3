-- set_project_member(project bigint, person bigint, role text) -> nothing
--
-- Give a person a role in a project.
insert into orakul.project_member (project_id, person_id, role)
values ($1::bigint, $2::bigint, $3::text)
on conflict (project_id, person_id) do update
set role = excluded.role
