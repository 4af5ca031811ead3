-- The attempts that a task ended with and that a retry may have followed: what completed is never
-- retried. The outcomes are those of the index of attempts that broke off.
create or replace view orakul.retriable_end as
select *
from orakul.task_attempt
where outcome in ('failed', 'lost', 'cancelled') and ended_as is not null;

-- Each end of a task, also of one that was taken up again since: with its last one as it is
-- now, and with each that a retry followed as its attempt tells. A task that was cancelled
-- while it waited and then retried has not ended.

create or replace view orakul.task_end as
select id as task_id, owner_id, name, queue, state, started_at, finished_at
from orakul.task
where finished_at is not null
union all
select
    task.id, task.owner_id, task.name, task.queue, attempt.ended_as, attempt.started_at,
    attempt.finished_at
from orakul.retriable_end as attempt
join orakul.task on task.id = attempt.task_id
where attempt.finished_at is distinct from task.finished_at;
