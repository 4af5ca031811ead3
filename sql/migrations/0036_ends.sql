-- What a task ended as with an attempt, though it was taken up again since: a retry erases no
-- failure. Null while it runs, where another attempt followed by itself, and of attempts of
-- before this was kept.
alter table orakul.task_attempt
    add column ended_as text check (ended_as in ('completed', 'failed', 'cancelled'));

-- Whatever can be retried is known from now on.
update orakul.task_attempt as attempt
set ended_as = task.state
from orakul.task
where task.id = attempt.task_id and task.attempt = attempt.number
    and task.finished_at = attempt.finished_at and task.state in ('failed', 'cancelled');

-- Another takes their place, which may leave out how long tasks waited and ran.
drop function if exists orakul.series_of_tasks_v1;
drop function if exists orakul.series_of_tasks_statement;
