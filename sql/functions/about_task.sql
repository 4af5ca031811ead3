-- What is told about a task: how long it waits and runs, who works on it, and all the rest.
--
-- These are expressions alone, with no setting of their own, so that PostgreSQL puts them into
-- the query that uses them: events of tasks are made by the thousand. The file has a name that
-- comes before those of its users, since a database is in use while it is brought up to date.

-- In whole milliseconds, as history tells how long a state lasted.
create or replace function orakul.ms_between(earlier timestamptz, later timestamptz)
returns bigint
language sql immutable parallel safe as $$
    select round(1000 * date_part('epoch', later - earlier))::bigint
$$;

-- Since when a task waits, or when it begins to; null while it does not.
create or replace function orakul.due_at(task orakul.task) returns timestamptz
language sql stable parallel safe as $$
    select case when task.state = 'pending'
        then greatest(task.state_since, task.scheduled_at) end
$$;

-- The worker of the last attempt, how long the task waited for it and how long it ran; null
-- while that goes on. Of the past, a number may since have been given to another attempt:
-- what is given back before it began leaves none (rescue_jobs.sql).
--
-- The limit keeps the planner from joining all attempts: that may be right as long as there
-- are few, and a session plans a statement once.
create or replace function orakul.last_attempt(task orakul.task)
returns table (worker text, wait_ms bigint, run_ms bigint)
language sql stable parallel safe as $$
    select
        attempt.worker,
        case when task.state <> 'pending'
            then orakul.ms_between(attempt.due_at, attempt.started_at) end,
        case when task.state <> 'in_progress'
            then orakul.ms_between(attempt.started_at, attempt.finished_at) end
    from orakul.task_attempt as attempt
    where attempt.task_id = task.id and attempt.number = task.attempt
        and attempt.started_at = task.started_at
    limit 1
$$;

-- Whoever uses it has set the time zone and looked up the owner, the project and the attempt. As a
-- text, which takes half as long to make: most of it is stored and read as it is.
drop function if exists orakul.task_fields(orakul.task, text, text, text, bigint, bigint);

create or replace function orakul.task_fields(
    task orakul.task, owner_name text, project_slug text, worker text, wait_ms bigint, run_ms bigint
) returns json
language sql stable parallel safe as $$
    select json_build_object(
        'id', task.id::text,
        'name', task.name,
        'queue', task.queue,
        'state', task.state,
        'cancelling', task.cancelling,
        'owner', case when task.owner_id is not null then
            json_build_object('id', task.owner_id::text, 'name', owner_name) end,
        'project', project_slug,
        'priority', task.priority,
        'created_at', task.created_at,
        'scheduled_at', task.scheduled_at,
        'due_at', orakul.due_at(task),
        'started_at', task.started_at,
        'finished_at', task.finished_at,
        'wait_ms', wait_ms,
        'run_ms', run_ms,
        'attempt', task.attempt,
        'max_attempts', task.max_attempts,
        'worker', worker,
        'progress', case when task.progress_total is not null then json_build_object(
            'done', task.progress_done,
            'total', task.progress_total,
            'note', task.progress_note,
            'percent', case when task.progress_total > 0 then
                least(100, round(100.0 * task.progress_done / task.progress_total, 1)) end,
            'eta_seconds', case
                when task.state = 'in_progress' and task.progress_attempt = task.attempt
                then task.progress_eta end) end,
        'error', task.error,
        'discarded', case when task.discarded_at is not null then json_build_object(
            'at', task.discarded_at,
            'actor', task.discarded_by,
            'reason', task.discard_reason) end,
        'trace_id', task.trace_id,
        'retry_of', task.retry_of::text
    )
$$;
