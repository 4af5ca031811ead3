-- find_open_run(project_id bigint) -> id bigint, state text
--
-- The run that keeps a project from having another.
select id, state
from orakul.run
where project_id = $1::bigint and state in ('pending', 'running', 'completed', 'reviewed')
