-- find_unfinished_experiment(project_id bigint) -> id bigint, state text
--
-- The experiment that keeps a project from having another.
select id, state
from orakul.experiment
where project_id = $1::bigint and state in ('pending', 'running')
