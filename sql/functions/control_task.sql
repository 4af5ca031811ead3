-- What a person does to tasks, one or many: try again, cancel, run now, reschedule, change
-- the priority. Rights are those of the moment; repeating any of it changes nothing.
--
-- The jobs are locked first, in the order of their ids, then the tasks, as the triggers do
-- when a worker changes one: any other order could end in a deadlock. Who holds a job's
-- lock sees the state that stays until they commit.

-- What stands in the way of an action, task by task:
--     missing    there is none, or not for this person
--     forbidden  the person sees it but changes nothing there: a viewer, or who has no role in
--                the project any more
--     state      it cannot be done in the state that the task is in
--     gone       its job was deleted from the queue
--     waiting    another task waits under its queueing lock
--     bulk       it carries out a bulk action, which comes first whatever its priority
--     unchanged  it is so already
-- Where *person* is null, rights restrict nothing.
create or replace function orakul.obstacles_v1(
    action text, ids bigint[], person bigint, priority integer, at timestamptz
) returns setof orakul.action_outcome
language sql stable as $$
    select
        asked.id,
        task.state,
        case
            when barred.by is not null then barred.by
            when action = 'retry' then case
                when task.state not in ('failed', 'cancelled') then 'state'
                when job.id is null then 'gone'
                when orakul.waits_under(job.queueing_lock)
                    -- Of those that could be tried again, the first will wait under it.
                    or (job.queueing_lock is not null and row_number() over (
                        partition by job.queueing_lock,
                            barred.by is null and task.state in ('failed', 'cancelled')
                        order by asked.id) > 1) then 'waiting'
            end
            when action = 'retry_edited' then case
                when task.state not in ('failed', 'cancelled') then 'state'
                when orakul.waits_under(job.queueing_lock) then 'waiting'
            end
            when action = 'cancel' then case
                when task.state in ('completed', 'failed') then 'state'
                when task.state = 'cancelled' or task.cancelling then 'unchanged'
            end
            when task.state <> 'pending' then 'state'
            -- By now: somebody may have made it due while this statement waited for its lock.
            when action = 'run_now'
                and (task.scheduled_at is null or task.scheduled_at <= clock_timestamp())
                then 'unchanged'
            when action = 'reschedule' and task.scheduled_at is not distinct from obstacles_v1.at
                then 'unchanged'
            when action = 'priority' then case
                when task.priority = obstacles_v1.priority then 'unchanged'
                when task.name = 'bulk_action' then 'bulk'
            end
        end
    from unnest(ids) as asked (id)
    left join orakul.task on task.id = asked.id
    left join procrastinate_jobs as job on job.id = asked.id
    left join orakul.person as actor on actor.id = obstacles_v1.person and actor.is_active
    left join orakul.project_member as member
        on member.project_id = task.project_id and member.person_id = obstacles_v1.person
    cross join lateral (
        select case
            when task.id is null then 'missing'
            when obstacles_v1.person is not null and actor.role is distinct from 'admin'
                and task.owner_id is distinct from obstacles_v1.person then 'missing'
            when obstacles_v1.person is not null
                and (coalesce(actor.role, 'viewer') = 'viewer'
                    or (actor.role <> 'admin' and task.project_id is not null
                        and coalesce(member.role, 'viewer') = 'viewer')) then 'forbidden'
        end
    ) as barred (by)
    order by asked.id
$$;

create or replace function orakul.act_on_tasks_v1(
    action text, ids bigint[], person bigint, priority integer, at timestamptz
) returns setof orakul.action_outcome
language plpgsql as $$
#variable_conflict use_column
declare
    outcomes orakul.action_outcome[];
    free bigint[];
begin
    perform from procrastinate_jobs as job where job.id = any (ids)
    order by job.id for no key update;
    outcomes := array(
        select each from orakul.obstacles_v1(
            act_on_tasks_v1.action, ids, act_on_tasks_v1.person, act_on_tasks_v1.priority,
            act_on_tasks_v1.at) as each);
    free := array(select each.id from unnest(outcomes) as each where each.obstacle is null);

    perform set_config('orakul.action', act_on_tasks_v1.action, true);
    case act_on_tasks_v1.action
        when 'retry' then
            update procrastinate_jobs
            set status = 'todo', abort_requested = false, scheduled_at = null, worker_id = null,
                attempts = 0
            where id = any (free);
        when 'cancel' then
            update procrastinate_jobs
            set abort_requested = true,
                status = case status when 'todo' then 'cancelled' else status end
            where id = any (free) and status in ('todo', 'doing');
        when 'run_now' then
            -- Its wait begins now, not when it was made.
            update procrastinate_jobs set scheduled_at = statement_timestamp()
            where id = any (free);
        when 'reschedule' then
            update procrastinate_jobs set scheduled_at = act_on_tasks_v1.at
            where id = any (free);
        when 'priority' then
            update procrastinate_jobs set priority = act_on_tasks_v1.priority
            where id = any (free);
    end case;
    perform set_config('orakul.action', '', true);
    if act_on_tasks_v1.action in ('retry', 'run_now') and free <> '{}' then
        perform orakul.wake_workers();
    end if;
    return query select * from unnest(outcomes);
end;
$$;

-- Try a task again with other arguments: as a new task, which names the old one. The same
-- again while that one has not failed is that one.
create or replace function orakul.retry_edited_v1(task bigint, args jsonb, person bigint)
returns table (was text, obstacle text, successor bigint, made boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    old orakul.task;
    job procrastinate_jobs;
begin
    select * into job from procrastinate_jobs where id = retry_edited_v1.task for no key update;
    select * into old from orakul.task where id = retry_edited_v1.task for no key update;
    select each.was, each.obstacle into was, obstacle
    from orakul.obstacles_v1(
        'retry_edited', array[retry_edited_v1.task], retry_edited_v1.person, null, null) as each;
    made := false;
    if obstacle is null then
        select other.id into successor
        from orakul.task as other
        where other.retry_of = old.id and other.args = retry_edited_v1.args
            and other.state in ('pending', 'in_progress', 'completed')
        order by other.id
        limit 1;
        if successor is null then
            successor := orakul.defer_edited(old, job, retry_edited_v1.args);
            made := true;
        end if;
    end if;
    return next;
end;
$$;

create or replace function orakul.defer_edited(
    old orakul.task, job procrastinate_jobs, args jsonb
) returns bigint
language plpgsql set timezone = 'UTC' as $$
declare
    successor bigint;
begin
    perform
        set_config('orakul.owner_id', coalesce(old.owner_id::text, ''), true),
        set_config('orakul.project_id', coalesce(old.project_id::text, ''), true),
        set_config('orakul.task_id', '', true),
        set_config('orakul.retry_of', old.id::text, true);
    successor := (procrastinate_defer_jobs_v1(array[
        row(old.queue, old.name, old.priority, old.lock, job.queueing_lock, args, null)
            ::procrastinate_job_to_defer_v1]))[1];
    perform set_config('orakul.retry_of', '', true);

    -- The old one is as it was, but its history tells. Arguments stand with the tasks; the
    -- log has the names of those that differ.
    insert into orakul.ticket
        (topic, name, audience, project_id, owner_id, task_id, actor, reason, trace_id, data)
    select
        'tasks', 'task_changed', 'owner', old.project_id, old.owner_id, old.id,
        orakul.current_actor(), orakul.setting('reason'), old.trace_id,
        orakul.task_event(old, old.state, old.state_since,
            (select name from orakul.person where person.id = old.owner_id),
            (select slug from orakul.project where project.id = old.project_id),
            last.worker, last.wait_ms, last.run_ms)::jsonb
        || jsonb_build_object(
            'action', 'retry_edited',
            'before', jsonb_build_object('retried_as', null),
            'after', jsonb_build_object(
                'retried_as', successor::text,
                'changed', orakul.keys_that_differ(old.args, args)))
    from (values (true)) as this
    left join orakul.last_attempt(old) as last on true;
    return successor;
end;
$$;

create or replace function orakul.keys_that_differ(old jsonb, new jsonb) returns jsonb
language sql immutable as $$
    select coalesce(jsonb_agg(key order by key), '[]')
    from (
        select jsonb_object_keys(case jsonb_typeof(old) when 'object' then old else '{}' end)
        union
        select jsonb_object_keys(new)
    ) as keys (key)
    where old -> key is distinct from new -> key
$$;

-- One task, whoever asks; the answer is what it was.
create or replace function orakul.cancel_task_v1(task bigint) returns text
language sql as $$
    select was from orakul.act_on_tasks_v1('cancel', array[task], null, null, null)
$$;

create or replace function orakul.retry_task_v1(task bigint) returns text
language sql as $$
    select case when obstacle in ('gone', 'waiting') then obstacle else was end
    from orakul.act_on_tasks_v1('retry', array[task], null, null, null)
$$;
