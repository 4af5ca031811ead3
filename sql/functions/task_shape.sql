-- A task as clients see it, in the list, in its detail and in events.
--
-- It depends on the row alone, not on when it is made: so the board as it was is what
-- everybody saw. What is left of the time is as of when the progress was told.

-- An expression alone, with no setting and no query of its own, so that PostgreSQL puts it
-- into the query that uses it: events of tasks are made by the thousand. Whoever uses it
-- has set the time zone and looked up the owner and the project.
create or replace function orakul.task_fields(
    task orakul.task, owner_name text, project_slug text
) returns jsonb
language sql stable as $$
    select jsonb_build_object(
        'id', task.id::text,
        'name', task.name,
        'queue', task.queue,
        'state', task.state,
        'cancelling', task.cancelling,
        'owner', case when task.owner_id is not null then
            jsonb_build_object('id', task.owner_id::text, 'name', owner_name) end,
        'project', project_slug,
        'priority', task.priority,
        'created_at', task.created_at,
        'scheduled_at', task.scheduled_at,
        'started_at', task.started_at,
        'finished_at', task.finished_at,
        'attempt', task.attempt,
        'max_attempts', task.max_attempts,
        'progress', case when task.progress_total is not null then jsonb_build_object(
            'done', task.progress_done,
            'total', task.progress_total,
            'note', task.progress_note,
            'percent', case when task.progress_total > 0 then
                least(100, round(100.0 * task.progress_done / task.progress_total, 1)) end,
            'eta_seconds', case
                when task.state = 'in_progress' and task.progress_attempt = task.attempt
                then task.progress_eta end) end,
        'error', task.error,
        'discarded', case when task.discarded_at is not null then jsonb_build_object(
            'at', task.discarded_at,
            'actor', task.discarded_by,
            'reason', task.discard_reason) end,
        'trace_id', task.trace_id,
        'retry_of', task.retry_of::text
    )
$$;

create or replace function orakul.task_shape(task orakul.task) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select orakul.task_fields(
        task,
        (select name from orakul.person where person.id = task.owner_id),
        (select slug from orakul.project where project.id = task.project_id))
$$;
