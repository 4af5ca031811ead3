-- Take up again what a worker left: its jobs return to the queue, or fail when they have
-- no attempt left, so that a task that kills its worker does not kill them all.
--
-- Who takes jobs back has locked them and their tasks, and skipped those that somebody
-- else holds: a worker that was frozen within a transaction must not hold up the rescue of
-- all others.

create or replace function orakul.take_back_jobs(ids bigint[], why text) returns void
language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform set_config('orakul.actor', 'system:rescue', true);
    perform set_config('orakul.reason', why, true);
    perform set_config('orakul.outcome', 'lost', true);

    update orakul.task_attempt
    set error = why, error_class = 'Lost', error_pattern = why,
        fingerprint = orakul.fingerprint_of('Lost', why)
    where task_id = any (ids) and finished_at is null;
    update orakul.task set error = why, fingerprint = orakul.fingerprint_of('Lost', why)
    where id = any (ids);

    update procrastinate_jobs as job
    set status = case
            when job.abort_requested then 'aborted'
            when job.attempts + 1 >= kind.max_attempts then 'failed'  -- as its worker decides
            else 'todo'
        end::procrastinate_job_status,
        abort_requested = false,
        attempts = job.attempts + 1,
        worker_id = null,
        scheduled_at = null,
        queueing_lock = null  -- another may wait under it by now
    from orakul.task
    left join orakul.task_kind as kind on kind.name = task.name
    where job.id = any (ids) and task.id = any (ids) and task.id = job.id;

    perform set_config('orakul.outcome', '', true);
    perform orakul.wake_workers();
end;
$$;

-- Their workers are told of in the same transaction (workers.sql). One that Procrastinate has
-- forgotten is known by the attempt.
create or replace function orakul.rescue_jobs_v1(silence interval) returns integer
language plpgsql as $$
declare
    lost bigint[] := array(
        select job.id
        from procrastinate_jobs as job
        join orakul.task on task.id = job.id
        left join procrastinate_workers as worker on worker.id = job.worker_id
        where job.status = 'doing'
            and (worker.id is null or worker.last_heartbeat < now() - silence)
        order by job.id
        for no key update of job, task skip locked);
    holders bigint[] := array(
        select coalesce(job.worker_id, orakul.worker_of(attempt.worker, attempt.started_at))
        from procrastinate_jobs as job
        join orakul.task_attempt as attempt
            on attempt.task_id = job.id and attempt.finished_at is null
        where job.id = any (lost));
begin
    perform orakul.take_back_jobs(lost, 'the worker died');
    perform orakul.lose_workers(silence, holders);
    return cardinality(lost);
end;
$$;

-- Whether a job waits under a queueing lock; null where there is no lock.
create or replace function orakul.waits_under(queueing_lock text) returns boolean
language sql stable strict as $$
    select exists (
        select from procrastinate_jobs as job
        where job.queueing_lock = waits_under.queueing_lock and job.status = 'todo')
$$;

-- The queueing lock of a job that is to wait again: none where another waits under it by now.
create or replace function orakul.free_queueing_lock(job procrastinate_jobs) returns text
language sql stable as $$
    select case when not orakul.waits_under(job.queueing_lock) then job.queueing_lock end
$$;

-- Jobs that were claimed and never began: their tasks wait as if nobody had taken them, and no
-- attempt is spent. One that was to be cancelled meanwhile is cancelled.
create or replace function orakul.give_back_jobs(ids bigint[], why text) returns void
language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform set_config('orakul.reason', why, true);
    perform set_config('orakul.outcome', 'unbegun', true);
    update procrastinate_jobs as job
    set status = case when abort_requested then 'cancelled' else 'todo' end
            ::procrastinate_job_status,
        abort_requested = false,
        worker_id = null,
        queueing_lock = orakul.free_queueing_lock(job)
    where id = any (ids);
    perform set_config('orakul.outcome', '', true);
    perform orakul.wake_workers();
end;
$$;

-- A worker that lost its connection while it claimed or ended jobs, or that is to stop, gives
-- back what stands under its name besides the jobs that it holds; of those, it had begun
-- some.
create or replace function orakul.release_jobs_v1(
    worker bigint, held bigint[], begun bigint[], why text, actor text
) returns integer
language plpgsql as $$
declare
    lost bigint[] := array(
        select job.id
        from procrastinate_jobs as job
        join orakul.task on task.id = job.id
        where job.status = 'doing' and job.worker_id = release_jobs_v1.worker
            and job.id <> all (held)
        order by job.id
        for no key update of job, task skip locked);
begin
    perform set_config('orakul.actor', actor, true);
    perform orakul.give_back_jobs(
        array(select id from unnest(lost) as id where id <> all (begun)), why);
    perform orakul.take_back_jobs(
        array(select id from unnest(lost) as id where id = any (begun)), why);
    return cardinality(lost);
end;
$$;
