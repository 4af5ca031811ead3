-- Why is it not running? One answer, from one snapshot: the facts, and the codes of all
-- reasons that hold, in this fixed order, the first of which is the answer:
--
--     pending      paused, locked, scheduled, no_worker; queued where none of them holds
--     in_progress  worker_silent, cancelling; running where neither holds
--     otherwise    the state
--
-- Every fact asks what the claim asks (pauses.sql, fetch_jobs.sql): a reason that is gone
-- here is gone there.

-- The pause that holds a job; of several the one that lasts longest.
create or replace function orakul.why_paused(job procrastinate_jobs) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'queue', pause.queue,
        'task', pause.task,
        'reason', pause.reason,
        'actor', pause.actor,
        'by', orakul.name_of(pause.actor),
        'at', pause.at,
        'resume_at', pause.resume_at)
    from orakul.pauses_of(job.queue_name, job.task_name) as pause
    order by pause.resume_at desc nulls first, pause.id
    limit 1
$$;

-- The task that holds a job's lock, or is before it in the line for it. A stranger's has
-- no id here.
create or replace function orakul.why_locked(job procrastinate_jobs, reader bigint)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'lock', job.lock,
        'task_id', case when reader is null or task.owner_id = reader then task.id::text end,
        'state', task.state,
        'since', task.state_since)
    from orakul.holders_of(job.lock, job.priority, job.id) as holder
    join orakul.task on task.id = holder.id
    order by holder.status = 'doing' desc, holder.priority desc, holder.id
    limit 1
$$;

-- When a job is due. It backs off if its last attempt failed and nobody set another time
-- since.
create or replace function orakul.why_scheduled(job procrastinate_jobs, task orakul.task)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'at', job.scheduled_at,
        'because', case when last.outcome = 'failed' and not exists (
            select from orakul.event
            where event.task_id = task.id
                and event.position > orakul.position_at(last.finished_at)
                and event.data ->> 'action' in ('reschedule', 'retry')
        ) then 'backoff' else 'schedule' end,
        'attempt', task.attempt + 1,
        'error', last.error)
    from (select) as one
    left join orakul.task_attempt as last
        on last.task_id = task.id and last.number = task.attempt
    where job.scheduled_at > statement_timestamp()
$$;

-- The workers that serve a queue; those that know the task, where one is named.
drop function if exists orakul.live_workers(text, interval);

create or replace function orakul.live_workers(queue text, silence interval, task text default null)
returns setof orakul.worker
language sql stable as $$
    select worker.*
    from orakul.living_workers(silence) as worker
    where (worker.queues is null or live_workers.queue = any (worker.queues))
        and (live_workers.task is null or worker.task_names is null
            or live_workers.task = any (worker.task_names))
$$;

-- How many workers serve a job's queue and know its task, and how many do not know it, what they
-- take before it, and how fast they were since the first of those waits, five minutes at most:
-- before, they may have had nothing to do, as they have while a pause holds all of it, which ends
-- with the first start. What is not known is null: beyond 100,000 tasks nobody counts, and where
-- nothing ended since there is no speed to tell a time from.
create or replace function orakul.why_queued(job procrastinate_jobs, silence interval)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    with serving as materialized (
        select worker.queues, worker.task_names,
            worker.task_names is null or job.task_name = any (worker.task_names) as knows
        from orakul.live_workers(job.queue_name, silence) as worker
    ),
    served as materialized (
        select
            count(*) filter (where knows) as workers,
            count(*) filter (where not knows) as unaware,
            coalesce(bool_or(queues is null) filter (where knows), false) as everything,
            coalesce(bool_or(task_names is null) filter (where knows), false) as everything_known,
            array(select distinct unnest(queues) from serving where knows) as queues,
            array(select distinct unnest(task_names) from serving where knows) as known
        from serving
    ),
    before as materialized (
        select count(*) as many, min(ahead.id) as first
        from (
            select other.id
            from procrastinate_jobs as other
            cross join served
            where other.status = 'todo'
                and other.priority >= job.priority
                and (other.priority > job.priority or other.id < job.id)
                and (served.everything or other.queue_name = any (served.queues))
                and (served.everything_known or other.task_name = any (served.known))
                and (other.scheduled_at is null or other.scheduled_at <= statement_timestamp())
                and not exists (select from orakul.pauses_of(other.queue_name, other.task_name))
                and (other.lock is null or not exists (
                    select from orakul.holders_of(other.lock, other.priority, other.id)))
            limit 100001
        ) as ahead
    ),
    line as materialized (
        select greatest(task.state_since, task.scheduled_at,
            statement_timestamp() - interval '5 minutes') as since
        from before
        join orakul.task on task.id = coalesce(before.first, job.id)
    ),
    ended as materialized (
        select count(*) / nullif(extract(epoch from statement_timestamp() - case
            when count(*) < 10000 then greatest(
                min(since), min(started_at) filter (where started_at >= since))
            else min(finished_at) end), 0) as per_second
        from (
            select line.since, task.started_at, task.finished_at
            from orakul.task
            cross join served
            cross join line
            where task.finished_at > line.since
                -- So the planner knows how few they are.
                and task.finished_at > statement_timestamp() - interval '5 minutes'
                and task.state in ('completed', 'failed')
                and (served.everything or task.queue = any (served.queues))
            order by task.finished_at desc
            limit 10000
        ) as recent
    )
    select jsonb_build_object(
        'workers', served.workers,
        'unaware', served.unaware,
        'ahead', case when before.many <= 100000 then before.many end,
        'per_minute', round(60 * nullif(ended.per_second, 0), 1),
        'eta_at', case when served.workers > 0 and before.many <= 100000
            then statement_timestamp()
                + interval '1 second' * ((before.many + 1) / nullif(ended.per_second, 0)) end,
        'last_worker_at', (
            select max(coalesce(process.last_heartbeat, worker.heartbeat_at))
            from orakul.worker
            left join procrastinate_workers as process on process.id = worker.id
            where worker.queues is null or job.queue_name = any (worker.queues)))
    from served, before, ended
$$;

create or replace function orakul.why_running(
    job procrastinate_jobs, task orakul.task, silence interval
) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'attempt', attempt.number,
        'worker', attempt.worker,
        'started_at', attempt.started_at,
        'heartbeat_at', process.last_heartbeat,
        'silent', process.last_heartbeat is null
            or process.last_heartbeat < statement_timestamp() - silence,
        'cancelling', task.cancelling)
    from orakul.task_attempt as attempt
    left join procrastinate_workers as process on process.id = job.worker_id
    where attempt.task_id = task.id and attempt.number = task.attempt
        and task.state = 'in_progress'
$$;

-- How a failed task failed the last time: the first line of its error, not all of it.
create or replace function orakul.why_failed(task orakul.task) returns jsonb
language sql stable as $$
    select jsonb_build_object(
        'attempts', task.attempt,
        'error_class', last.error_class,
        'error', case when length(error.line) > 200
            then left(error.line, 199) || '…' else error.line end)
    from (select split_part(btrim(task.error, E' \r\n'), E'\n', 1)) as error (line)
    left join orakul.task_attempt as last
        on last.task_id = task.id and last.number = task.attempt
$$;

-- In how many seconds time alone may make an answer untrue: a pause ends, a task is due or its
-- turn comes, a worker has been silent for too long. What serves a task that something holds is
-- no part of why it waits.
create or replace function orakul.why_stands(why jsonb, silence interval)
returns double precision
language sql stable as $$
    select extract(epoch from least(
        (why #>> '{pause,resume_at}')::timestamptz,
        (why #>> '{schedule,at}')::timestamptz,
        (why #>> '{queue,eta_at}')::timestamptz,
        case when why -> 'reasons' ? 'queued' then (
            select min(process.last_heartbeat) + silence
            from orakul.live_workers(why #>> '{queue,name}', silence) as worker
            join procrastinate_workers as process on process.id = worker.id) end,
        case when not (why #>> '{run,silent}')::boolean
            then (why #>> '{run,heartbeat_at}')::timestamptz + silence end
    ) - statement_timestamp())
$$;

create or replace function orakul.why_v1(task bigint, reader bigint, silence interval)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    select told.why || jsonb_build_object(
        'stands_seconds', orakul.why_stands(told.why, why_v1.silence))
    from orakul.task
    left join procrastinate_jobs as job on job.id = task.id
    left join lateral (
        select
            case when job.status = 'todo' then orakul.why_paused(job) end as pause,
            case when job.status = 'todo' then orakul.why_locked(job, why_v1.reader) end as lock,
            case when job.status = 'todo' then orakul.why_scheduled(job, task) end as schedule,
            case when job.status = 'todo' then orakul.why_queued(job, why_v1.silence) end as queue,
            case when job.status = 'doing'
                then orakul.why_running(job, task, why_v1.silence) end as run
        offset 0  -- each is asked once
    ) as fact on true
    cross join lateral (
        select jsonb_build_object(
            'task_id', task.id::text,
            'state', task.state,
            'since', task.state_since,
            'at', statement_timestamp(),
            'reasons', case task.state
                when 'pending' then coalesce(
                    nullif(array_remove(array[
                        case when fact.pause is not null then 'paused' end,
                        case when fact.lock is not null then 'locked' end,
                        case when fact.schedule is not null then 'scheduled' end,
                        case when fact.queue ->> 'workers' = '0' then 'no_worker' end], null), '{}'),
                    array['queued'])
                when 'in_progress' then coalesce(
                    nullif(array_remove(array[
                        case when (fact.run -> 'silent')::boolean then 'worker_silent' end,
                        case when task.cancelling then 'cancelling' end], null), '{}'),
                    array['running'])
                else array[task.state]
            end,
            'pause', fact.pause,
            'lock', fact.lock,
            'schedule', fact.schedule,
            -- The pace says nothing of a task that something holds.
            'queue', fact.queue || jsonb_build_object('name', task.queue)
                || case when coalesce(fact.pause, fact.lock, fact.schedule) is not null
                    then '{"eta_at": null}'::jsonb else '{}' end,
            'run', fact.run,
            'failure', case when task.state = 'failed' then orakul.why_failed(task) end) as why
        offset 0  -- it is told once
    ) as told
    where task.id = why_v1.task and (why_v1.reader is null or task.owner_id = why_v1.reader)
$$;
