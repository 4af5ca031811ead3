-- Claim the next jobs for a worker, *most* of them at once, in the order in which
-- Procrastinate's own claim of one takes them: none that is paused or before its time, and of
-- each lock only the first in line, if none of it runs.
--
-- A worker asks for as many as it can start at once: a job that is claimed begins. To plan the
-- statements anew each time would cost a claim of one as much as all else. Calls are
-- assignments, which plpgsql evaluates at a fraction of the cost of `perform`.

-- The jobs that a job of this lock, priority and id has to wait for: the rule by which they are
-- locked below, told at length for whoever asks why (why.sql).
create or replace function orakul.holders_of(lock text, priority integer, job bigint)
returns setof procrastinate_jobs
language sql stable as $$
    select other.*
    from procrastinate_jobs as other
    where other.lock = holders_of.lock
        and (other.status = 'doing'
            or (other.status = 'todo'
                and (other.priority > holders_of.priority
                    or (other.priority = holders_of.priority and other.id < holders_of.job))))
$$;

-- Lock the jobs that are to be claimed next, *most* of them, of the tasks that whoever claims
-- *knows*, or of all where that is null.
--
-- Planned once for a session, maybe while the queue is short: the plan must be right however
-- long it grows, so it walks the index that has the order, and never sorts all that wait. On its
-- way it passes all that wait for one lock, so that rule is a part of the query: a call for each of
-- them would cost thrice as much.
--
-- Two workers may take the first of a lock and one that overtook it in the same moment; the
-- unique index of running jobs by lock lets only one of them be.
drop function if exists orakul.lock_next_jobs(text[], integer);
drop function if exists orakul.heads_its_lock(bigint, text);

create or replace function orakul.lock_next_jobs(queues text[], knows text[], most integer)
returns bigint[]
language plpgsql
set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
begin
    return array(
        select job.id
        from procrastinate_jobs as job
        where job.status = 'todo'
            and (queues is null or job.queue_name = any (queues))
            and (knows is null or job.task_name = any (knows))
            and (job.scheduled_at is null or job.scheduled_at <= now())
            and not exists (select from orakul.pauses_of(job.queue_name, job.task_name))
            and (job.lock is null
                or job.id = (
                    select first.id from procrastinate_jobs as first
                    where first.lock = job.lock and first.status = 'todo'
                    order by first.priority desc, first.id
                    limit 1)
                and not exists (
                    select from procrastinate_jobs as running
                    where running.lock = job.lock and running.status = 'doing'))
        order by job.priority desc, job.id
        limit most
        for no key update of job skip locked);
end;
$$;

-- How many bulk actions could begin: they are the first in line (src/orakul/tasks/bulk.py).
create or replace function orakul.count_due_bulk() returns integer
language sql stable as $$
    select count(*)::integer
    from procrastinate_jobs as job
    where job.status = 'todo' and job.priority >= 1000000 and job.task_name = 'bulk_action'
        and (job.scheduled_at is null or job.scheduled_at <= now())
$$;

create or replace function orakul.fetch_jobs_v1(queues text[], worker bigint, most integer)
returns table (
    id bigint, status procrastinate_job_status, task_name varchar, priority integer, lock text,
    queueing_lock text, args jsonb, scheduled_at timestamptz, queue_name varchar,
    attempts integer, worker_id bigint, attempt integer, owner_id bigint, project_id bigint,
    traceparent text
)
language plpgsql rows 10 set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    claimed bigint[];
    knows text[];
    is_held boolean;
    done boolean;
begin
    -- Whoever pauses waits until this claim is committed, or this one until the pause is. What
    -- this statement did not see of a pause, the one that locks sees.
    select
        known.task_names,
        set_config('orakul.actor',
            'worker:' || coalesce(known.name, asking.worker::text, '?'), true) is null,
        pg_advisory_xact_lock_shared(hashtext('orakul.pause')) is null,
        exists (select from orakul.pauses_of(null, null))
    into knows, done, done, is_held
    from (values (fetch_jobs_v1.worker)) as asking (worker)
    left join orakul.worker as known on known.id = asking.worker;
    -- What holds a task of no name in no queue holds all but bulk actions: nobody need look at each.
    if is_held then
        most := least(most, orakul.count_due_bulk());
    end if;
    claimed := orakul.lock_next_jobs(queues, knows, most);
    -- Workers look more often than they find: the triggers of a change of nothing cost, too.
    if claimed = '{}' then
        return;
    end if;
    -- The triggers count the attempt once all is updated: here it is the one before.
    return query
        with taken as (
            update procrastinate_jobs as job
            set status = 'doing', worker_id = fetch_jobs_v1.worker
            where job.id = any (claimed)
            returning
                job.id, job.status, job.task_name, job.priority, job.lock, job.queueing_lock,
                job.args, job.scheduled_at, job.queue_name, job.attempts, job.worker_id
        )
        select taken.*, task.attempt + 1, task.owner_id, task.project_id, task.traceparent
        from taken
        cross join lateral (
            select attempt, owner_id, project_id, traceparent
            from orakul.task
            where task.id = taken.id
            offset 0  -- so that each is looked up, whatever there was when this was planned
        ) as task
        order by taken.priority desc, taken.id;
end;
$$;
