-- Tell the log of every new task and of every change of one that a watcher would see.
-- A thousand drafts a ticket bounds what one row of it holds.

-- What somebody did to a task (control_task.sql), with what it was before and after; nothing
-- where the change is no such action.
create or replace function orakul.action_told(task orakul.task, previous orakul.task)
returns jsonb
language sql stable as $$
    select case when orakul.setting('action') is null then '{}'::jsonb else jsonb_build_object(
        'action', orakul.setting('action'),
        'before', orakul.steered(previous),
        'after', orakul.steered(task)) end
$$;

create or replace function orakul.steered(task orakul.task) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'state', task.state,
        'cancelling', task.cancelling,
        'priority', task.priority,
        'scheduled_at', task.scheduled_at)
$$;

create or replace function orakul.task_draft(
    name text, task orakul.task, previous orakul.task
) returns orakul.event_draft
language sql stable set timezone = 'UTC' as $$
    select (
        'tasks', name, 'owner', task.project_id, task.owner_id, task.id,
        orakul.current_actor(), orakul.setting('reason'), task.trace_id,
        jsonb_build_object(
            'task_id', task.id::text,
            'new_status', task.state,
            'previous_status', previous.state,
            'duration_ms', round(1000 * extract(epoch from task.state_since - previous.state_since)),
            'timestamp', clock_timestamp(),
            'task', orakul.task_shape(task)
        ) || orakul.action_told(task, previous)
    )::orakul.event_draft
$$;

create or replace function orakul.announce_new_tasks() returns trigger
language plpgsql as $$
begin
    insert into orakul.ticket (drafts)
    select array_agg(draft order by id)
    from (
        select task.id, orakul.task_draft('task_created', task, null) as draft,
            row_number() over (order by task.id) / 1000 as page
        from new_tasks as task
    ) as drafts
    group by page
    order by page;
    return null;
end;
$$;

create or replace trigger announce_new_tasks
after insert on orakul.task
referencing new table as new_tasks
for each statement execute function orakul.announce_new_tasks();

create or replace function orakul.announce_changed_tasks() returns trigger
language plpgsql as $$
begin
    insert into orakul.ticket (drafts)
    select array_agg(draft order by id)
    from (
        select
            task.id,
            orakul.task_draft(
                case when task.progress_done is distinct from was.progress_done
                    and task.state = was.state
                    then 'task_progressed' else 'task_changed' end,
                task, was) as draft,
            row_number() over (order by task.id) / 1000 as page
        from new_tasks as task
        join old_tasks as was on was.id = task.id
        where (task.state, task.cancelling, task.attempt, task.queue, task.priority,
                task.scheduled_at, task.progress_done, task.progress_total, task.progress_note,
                task.project_id, task.owner_id, task.state_since)
            is distinct from (was.state, was.cancelling, was.attempt, was.queue, was.priority,
                was.scheduled_at, was.progress_done, was.progress_total, was.progress_note,
                was.project_id, was.owner_id, was.state_since)
    ) as drafts
    group by page
    order by page;
    return null;
end;
$$;

create or replace trigger announce_changed_tasks
after update on orakul.task
referencing old table as old_tasks new table as new_tasks
for each statement execute function orakul.announce_changed_tasks();
