-- Ends that a retry may have followed: what completed is never retried. The attempts among them
-- are of the outcomes that the index of attempts that broke off has. At a past moment one had
-- been if its attempt had ended, and its *position* is not beyond that moment.
create or replace view orakul.earlier_end as
select
    task_id, ended_as, number, 0::bigint as position, worker, due_at, started_at, finished_at
from orakul.task_attempt
where outcome in ('failed', 'lost', 'cancelled') and ended_as is not null
union all
select
    task_id, ended_as, number, position, null::text, null::timestamptz, null::timestamptz,
    finished_at
from orakul.waiting_end;

-- Each end of a task, also of one that was taken up again since: with its last one as it is
-- now, and with each that a retry followed. These are written out once more: as a union within
-- the union they are counted in parallel, which takes longer to begin than it saves.

create or replace view orakul.task_end as
select id as task_id, owner_id, name, queue, state, started_at, finished_at, project_id
from orakul.task
where finished_at is not null
union all
select
    task.id, task.owner_id, task.name, task.queue, attempt.ended_as, attempt.started_at,
    attempt.finished_at, task.project_id
from orakul.task_attempt as attempt
join orakul.task on task.id = attempt.task_id
where attempt.outcome in ('failed', 'lost', 'cancelled') and attempt.ended_as is not null
    and attempt.finished_at is distinct from task.finished_at
union all
select
    task.id, task.owner_id, task.name, task.queue, waiting.ended_as, null::timestamptz,
    waiting.finished_at, task.project_id
from orakul.waiting_end as waiting
join orakul.task on task.id = waiting.task_id
where waiting.finished_at is distinct from task.finished_at;
