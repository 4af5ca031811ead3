-- Tell the log of every new task and of every change of one that a watcher would see.
-- A thousand drafts a ticket bounds what one row of it holds.
--
-- A worker that takes and ends tasks by the hundred spends a good part of its time here. So
-- who acts, and why, is asked once for all of them, and the shape of an event is an
-- expression that becomes a part of the query. It is planned once: a plan that knew whether
-- there is an action or a reason would look a little cheaper, and be made anew each time.

drop function if exists orakul.task_event(
    orakul.task, text, timestamptz, text, text, text, bigint, bigint);

create or replace function orakul.task_event(
    task orakul.task, was_state text, was_since timestamptz, owner_name text, project_slug text,
    worker text, wait_ms bigint, run_ms bigint
) returns json
language sql volatile as $$
    select json_build_object(
        'task_id', task.id::text,
        'new_status', task.state,
        'previous_status', was_state,
        'duration_ms', orakul.ms_between(was_since, task.state_since),
        'timestamp', clock_timestamp(),
        'task', orakul.task_fields(task, owner_name, project_slug, worker, wait_ms, run_ms)
    )
$$;

-- How a task was before, or is after, somebody acted on it (control_task.sql).
create or replace function orakul.steered(task orakul.task) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'state', task.state,
        'cancelling', task.cancelling,
        'priority', task.priority,
        'scheduled_at', task.scheduled_at,
        'discarded', task.discarded_at is not null)
$$;

create or replace function orakul.announce_new_tasks() returns trigger
language plpgsql
set timezone = 'UTC' set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
    actor text := orakul.current_actor();
    reason text := orakul.setting('reason');
    drafts orakul.event_draft[] := array(
        select row(
            'tasks', 'task_created', 'owner', task.project_id, task.owner_id, task.id,
            actor, reason, task.trace_id,
            orakul.task_event(
                task, null, null,
                (select name from orakul.person where person.id = task.owner_id),
                (select slug from orakul.project where project.id = task.project_id),
                null, null, null)
        )::orakul.event_draft
        from new_tasks as task
        order by task.id);
begin
    for page in 1 .. cardinality(drafts) by 1000 loop
        insert into orakul.ticket (drafts) values (drafts[page : page + 999]);
    end loop;
    return null;
end;
$$;

create or replace trigger announce_new_tasks
after insert on orakul.task
referencing new table as new_tasks
for each statement execute function orakul.announce_new_tasks();

-- Planned maybe when there were few attempts and one task changed: the first must not be read from
-- end to end when there are many, nor what changed once for each of it (track_jobs.sql).
create or replace function orakul.announce_changed_tasks() returns trigger
language plpgsql
set timezone = 'UTC' set enable_seqscan = off set enable_nestloop = off
set plan_cache_mode = force_generic_plan as $$
declare
    actor text := orakul.current_actor();
    reason text := orakul.setting('reason');
    action text := orakul.setting('action');
    outcome text := orakul.setting('outcome');
    drafts orakul.event_draft[] := array(
        select row(
            'tasks',
            case
                when task.discarded_at is not null and was.discarded_at is null
                    then 'task_discarded'
                when task.progress_done is distinct from was.progress_done
                    and task.state = was.state
                    then 'task_progressed'
                else 'task_changed' end,
            'owner', task.project_id, task.owner_id, task.id, actor, reason, task.trace_id,
            -- Who acts on a task ends no attempt, so only one of these is told.
            case
                when action is not null then (told.data::jsonb || jsonb_build_object(
                    'action', action,
                    'before', orakul.steered(was),
                    'after', orakul.steered(task)))::json
                when outcome is not null then
                    (told.data::jsonb || jsonb_build_object('outcome', outcome))::json
                else told.data end
        )::orakul.event_draft
        from new_tasks as task
        join old_tasks as was on was.id = task.id
        left join lateral orakul.last_attempt(task) as last on true
        cross join lateral (
            select orakul.task_event(
                task, was.state, was.state_since,
                (select name from orakul.person where person.id = task.owner_id),
                (select slug from orakul.project where project.id = task.project_id),
                last.worker, last.wait_ms, last.run_ms) as data
            offset 0  -- so that it is made once
        ) as told
        where (task.state, task.cancelling, task.attempt, task.queue, task.priority,
                task.scheduled_at, task.progress_done, task.progress_total, task.progress_note,
                task.project_id, task.owner_id, task.state_since, task.discarded_at)
            is distinct from (was.state, was.cancelling, was.attempt, was.queue, was.priority,
                was.scheduled_at, was.progress_done, was.progress_total, was.progress_note,
                was.project_id, was.owner_id, was.state_since, was.discarded_at)
        order by task.id);
begin
    for page in 1 .. cardinality(drafts) by 1000 loop
        insert into orakul.ticket (drafts) values (drafts[page : page + 999]);
    end loop;
    return null;
end;
$$;

create or replace trigger announce_changed_tasks
after update on orakul.task
referencing old table as old_tasks new table as new_tasks
for each statement execute function orakul.announce_changed_tasks();
