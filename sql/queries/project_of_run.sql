-- project_of_run(id bigint) -> project_id bigint
--
-- Whose run it is.
select project_id from orakul.run where id = $1::bigint
