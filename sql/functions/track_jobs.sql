-- Keep a task for every Procrastinate job, whoever deferred it: the API, another task,
-- cron, or foreign SQL. Statement-level, so that 100,000 jobs cost one call, and wake each
-- worker once. Procrastinate's own triggers for each row are disabled (0016_batches.sql,
-- 0042_no_job_events.sql).

-- A job deferred outside any trace starts one of its own.
--
-- Its id begins with the time in milliseconds, as of a UUID of version 7, so that those of one
-- time stand together in the index of traces: at random places, each change of a task would
-- write a page of its own. The last seven bytes are random, as W3C trace context asks. There is
-- no span to be its parent, so it names one by the end of the trace's own id, by which those who
-- export traces know that there is none.
create or replace function orakul.new_traceparent() returns text
language plpgsql volatile as $$
declare
    trace text := lpad(to_hex((1000 * date_part('epoch', clock_timestamp()))::bigint), 12, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 13);
begin
    return '00-' || trace || '-' || right(trace, 16) || '-01';
end;
$$;

-- Planned maybe when there were few tasks: the parent must not be looked for among all of them.
create or replace function orakul.track_new_jobs() returns trigger
language plpgsql set enable_seqscan = off as $$
declare
    now_ timestamptz := clock_timestamp();
begin
    insert into orakul.task
        (id, name, queue, state, state_since, priority, lock, args, owner_id, project_id,
         parent_id, root_id, created_at, scheduled_at, finished_at, max_attempts, retry_of,
         traceparent)
    select
        job.id, job.task_name, job.queue_name, orakul.job_state(job.status),
        now_, job.priority, job.lock, job.args,
        coalesce(orakul.setting('owner_id')::bigint, parent.owner_id),
        coalesce(orakul.setting('project_id')::bigint, parent.project_id),
        parent.id, coalesce(parent.root_id, job.id), now_, job.scheduled_at,
        case when job.status not in ('todo', 'doing') then now_ end,
        kind.max_attempts, orakul.setting('retry_of')::bigint,
        coalesce(orakul.setting('traceparent'), parent.traceparent, orakul.new_traceparent())
    from new_jobs as job
    left join orakul.task_kind as kind on kind.name = job.task_name
    left join orakul.task as parent on parent.id = orakul.setting('task_id')::bigint
    order by job.id;

    -- PostgreSQL refuses a channel with a longer name. Our workers hear of all queues on one.
    perform pg_notify(
        channel, json_build_object('type', 'job_inserted', 'job_id', newest)::text)
    from (
        select
            coalesce('procrastinate_queue_v1#' || queue_name, 'procrastinate_any_queue_v1')
                as channel,
            max(id) as newest
        from new_jobs
        where status = 'todo'
        group by grouping sets ((queue_name), ())
    ) as woken
    where newest is not null and octet_length(channel) < 64;
    return null;
end;
$$;

create or replace trigger track_new_jobs
after insert on procrastinate_jobs
referencing new table as new_jobs
for each statement execute function orakul.track_new_jobs();

-- Attempts close before tasks change, so that a task's event tells how its attempt ended.
--
-- What is given back before it began leaves no attempt (sql/functions/rescue_jobs.sql).
--
-- A session plans each statement once, maybe when a table was small and one job changed, and
-- may see thousands of either later. So rows are found by the ids of what changed, never by going
-- through a table, and no two sets are joined by going through one for each row of the other.
create or replace function orakul.track_changed_jobs() returns trigger
language plpgsql
set enable_seqscan = off set enable_nestloop = off set plan_cache_mode = force_generic_plan as $$
declare
    now_ timestamptz := clock_timestamp();
    outcome_ text := orakul.setting('outcome');
    unbegun boolean := coalesce(outcome_ = 'unbegun', false);
    begun bigint[];
    stopped bigint[];
    revived bigint[];
    changed bigint[];
begin
    select
        array_agg(job.id) filter (where job.status = 'doing' and was.status <> 'doing'),
        array_agg(job.id) filter (where was.status = 'doing' and job.status <> 'doing'),
        array_agg(job.id) filter (
            where job.status = 'todo' and was.status in ('failed', 'cancelled', 'aborted')),
        array_agg(job.id) filter (
            where (job.status, job.abort_requested, job.queue_name, job.priority, job.lock,
                job.args, job.scheduled_at)
            is distinct from (was.status, was.abort_requested, was.queue_name, was.priority,
                was.lock, was.args, was.scheduled_at))
    into begun, stopped, revived, changed
    from new_jobs as job
    join old_jobs as was on was.id = job.id;
    if changed is null then
        return null;
    end if;

    if unbegun then
        delete from orakul.task_attempt where task_id = any (stopped) and finished_at is null;
    elsif stopped is not null then
        update orakul.task_attempt as attempt
        set finished_at = now_,
            outcome = coalesce(outcome_, case job.status
                when 'succeeded' then 'completed'
                when 'aborted' then 'cancelled'
                when 'cancelled' then 'cancelled'
                else 'failed'
            end),
            ended_as = case when job.status <> 'todo' then orakul.job_state(job.status) end
        from new_jobs as job
        where attempt.task_id = any (stopped) and attempt.task_id = job.id
            and attempt.finished_at is null;
    end if;

    if begun is not null then
        insert into orakul.task_attempt
            (task_id, number, worker, waited_since, due_at, started_at, trace_id)
        select
            job.id, task.attempt + 1,
            coalesce(
                (select name from orakul.worker where worker.id = job.worker_id),
                'worker ' || job.worker_id, 'unknown'),
            task.state_since, least(now_, greatest(task.state_since, job.scheduled_at)), now_,
            task.trace_id
        from new_jobs as job
        join orakul.task on task.id = job.id and task.id = any (begun);
    end if;

    -- A retry takes the place of an end; what no attempt keeps of it is kept here.
    if revived is not null then
        insert into orakul.waiting_end (task_id, finished_at, ended_as, number, position)
        select task.id, task.finished_at, task.state, task.attempt, coalesce(told.position, 0)
        from orakul.task
        left join lateral (
            select event.position
            from orakul.event
            where event.task_id = task.id
                and event.position >= orakul.position_at(task.finished_at)
            order by event.position desc
            limit 1
        ) as told on true
        where task.id = any (revived) and task.finished_at is not null
            and not exists (
                select from orakul.task_attempt as attempt
                where attempt.task_id = task.id and attempt.number = task.attempt
                    and attempt.finished_at = task.finished_at and attempt.ended_as is not null)
        on conflict do nothing;
    end if;

    update orakul.task
    set queue = job.queue_name,
        priority = job.priority,
        lock = job.lock,
        args = job.args,
        scheduled_at = job.scheduled_at,
        cancelling = job.abort_requested and job.status = 'doing',
        state = job.state,
        state_since = case when job.state = task.state then task.state_since else now_ end,
        attempt = task.attempt + (job.status = 'doing' and task.state <> 'in_progress')::integer
            - unbegun::integer,
        -- The last attempt that there may be: those that were, and what its worker still allows. An
        -- interrupted one cost nothing, and somebody's retry counts anew. A task may be deferred
        -- before the first worker says what it knows of its kind.
        max_attempts = case
            when job.status = 'todo' or task.max_attempts is null then coalesce(
                (select
                    task.attempt - unbegun::integer
                    - (job.status = 'doing' and task.state = 'in_progress')::integer + greatest(
                        kind.max_attempts - job.attempts,
                        (job.status in ('todo', 'doing'))::integer)
                from orakul.task_kind as kind
                where kind.name = task.name and kind.max_attempts is not null),
                task.max_attempts)
            else task.max_attempts
        end,
        started_at = case
            when job.status = 'doing' and task.state <> 'in_progress' then now_
            when unbegun then (
                select attempt.started_at from orakul.task_attempt as attempt
                where attempt.task_id = task.id and attempt.number = task.attempt - 1)
            else task.started_at
        end,
        finished_at = case when job.status in ('todo', 'doing') then null
            when job.state = task.state then task.finished_at
            else now_
        end,
        error = case when job.status = 'succeeded' then null else task.error end,
        -- Whatever takes a task up again, it is not discarded any more.
        discarded_at = case when job.status = 'failed' then task.discarded_at end,
        discarded_by = case when job.status = 'failed' then task.discarded_by end,
        discard_reason = case when job.status = 'failed' then task.discard_reason end
    from (
        select
            id, status, abort_requested, queue_name, priority, lock, args, scheduled_at, attempts,
            orakul.job_state(status) as state
        from new_jobs
        offset 0  -- so that the state is told once for each
    ) as job
    where task.id = any (changed) and task.id = job.id;
    return null;
end;
$$;

create or replace trigger track_changed_jobs
after update on procrastinate_jobs
referencing old table as old_jobs new table as new_jobs
for each statement execute function orakul.track_changed_jobs();

-- These did a part of it before.
drop trigger if exists keep_new_job_events on procrastinate_jobs;
drop trigger if exists keep_changed_job_events on procrastinate_jobs;
drop function if exists orakul.keep_new_job_events();
drop function if exists orakul.keep_changed_job_events();

-- A job that is deleted before its end was cancelled by whoever deleted it.
create or replace function orakul.cancel_deleted(tasks bigint[]) returns void
language plpgsql as $$
declare
    now_ timestamptz := clock_timestamp();
begin
    update orakul.task_attempt as attempt
    set finished_at = now_,
        outcome = 'cancelled',
        ended_as = 'cancelled'
    where attempt.task_id = any (tasks) and attempt.finished_at is null;

    update orakul.task
    set state = 'cancelled',
        state_since = now_,
        cancelling = false,
        finished_at = now_
    where task.id = any (tasks) and task.state in ('pending', 'in_progress');
end;
$$;

create or replace function orakul.track_deleted_jobs() returns trigger
language plpgsql as $$
begin
    perform orakul.cancel_deleted(array(select id from old_jobs));
    return null;
end;
$$;

create or replace trigger track_deleted_jobs
after delete on procrastinate_jobs
referencing old table as old_jobs
for each statement execute function orakul.track_deleted_jobs();

-- Which jobs there were, nobody tells: what has no job any more is what was deleted.
create or replace function orakul.track_truncated_jobs() returns trigger
language plpgsql as $$
begin
    perform orakul.cancel_deleted(array(
        select id from orakul.task where state in ('pending', 'in_progress')));
    return null;
end;
$$;

create or replace trigger track_truncated_jobs
after truncate on procrastinate_jobs
for each statement execute function orakul.track_truncated_jobs();
