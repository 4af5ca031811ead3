-- remove_member(project bigint, person bigint) -> role text
--
-- Take somebody's role in a project away; no row if they have none.
delete from orakul.project_member
where project_id = $1::bigint and person_id = $2::bigint
returning role
