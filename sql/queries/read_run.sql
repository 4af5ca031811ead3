-- read_run(id bigint) -> id bigint, project_id bigint, state text, pending integer, task_id bigint, shape jsonb
--
-- A run, and as clients see it.
select id, project_id, state, pending, task_id, orakul.run_shape(run) as shape
from orakul.run
where id = $1::bigint
