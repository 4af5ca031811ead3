-- list_running_tasks(most integer) -> task jsonb, worker text
--
-- The tasks that have run longest, each with the worker that runs it.
select orakul.task_shape(task) as task, attempt.worker
from orakul.task
left join orakul.task_attempt as attempt
    on attempt.task_id = task.id and attempt.number = task.attempt
where task.state = 'in_progress'
order by task.started_at, task.id
limit $1::integer
