-- find_topic_by_name(project_id bigint, name text) -> id bigint
--
-- The project's topic of this name, however it is capitalised.
select id from orakul.topic where project_id = $1::bigint and lower(name) = lower($2::text)
