-- list_running_tasks(most integer) -> task jsonb
--
-- The tasks that have run longest.
select orakul.task_shape(task) as task
from orakul.task
where task.state = 'in_progress'
order by task.started_at, task.id
limit $1::integer
