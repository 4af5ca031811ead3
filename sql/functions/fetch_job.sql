-- Claim the next job for a worker: Procrastinate's own rule, by priority and age, one job of
-- a lock at a time, and none that is paused.

-- The jobs that a job of this lock, priority and id has to wait for. It is inlined.
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

create or replace function orakul.fetch_job_v1(queues text[], worker bigint)
returns setof procrastinate_jobs
language plpgsql as $$
begin
    -- What holds a task of no name in no queue holds all: nobody need look at each.
    if exists (select from orakul.pauses_of(null, null)) then
        return;
    end if;
    perform set_config('orakul.actor',
        'worker:' || coalesce((select w.name from orakul.worker as w where w.id = fetch_job_v1.worker), fetch_job_v1.worker::text, '?'),
        true);
    return query
        with candidate as (
            select job.id
            from procrastinate_jobs as job
            where job.status = 'todo'
                and (queues is null or job.queue_name = any (queues))
                and (job.scheduled_at is null or job.scheduled_at <= now())
                and not exists (select from orakul.pauses_of(job.queue_name, job.task_name))
                and (job.lock is null or not exists (
                    select from orakul.holders_of(job.lock, job.priority, job.id)))
            order by job.priority desc, job.id
            limit 1
            for update of job skip locked
        )
        update procrastinate_jobs as job
        set status = 'doing', worker_id = fetch_job_v1.worker
        from candidate
        where job.id = candidate.id
        returning job.*;
end;
$$;

-- What the task of a job that was just claimed knows. It is volatile, and so sees what the
-- statement that claims did and what was committed after that statement began: the job
-- may have been deferred only then.
create or replace function orakul.claim_v1(job bigint)
returns table (attempt integer, owner_id bigint, project_id bigint, traceparent text)
language plpgsql volatile as $$
begin
    return query
        select task.attempt, task.owner_id, task.project_id, task.traceparent
        from orakul.task where task.id = job;
end;
$$;
