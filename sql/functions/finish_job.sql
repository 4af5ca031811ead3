-- End an attempt: what it made or what broke it is stored in the transaction that ends it.
--
-- A worker that was taken for dead may come back after its task was given to another. It
-- names the attempt that it ends; when that is no longer the running one, it is told so
-- and changes nothing.
--
-- The job is locked first, then the task, as everywhere: the other order could end in a
-- deadlock with whoever cancels the task or takes it up.

create or replace function orakul.record_outcome(
    job bigint, attempt integer, result jsonb, error text, error_class text, traceback text
) returns boolean
language plpgsql as $$
begin
    perform from procrastinate_jobs where id = job for no key update;
    update orakul.task
    set result = coalesce(record_outcome.result, task.result),
        error = coalesce(record_outcome.error, task.error)
    where id = job and task.attempt = record_outcome.attempt and state = 'in_progress';
    if not found then
        return false;
    end if;
    update orakul.task_attempt
    set error = record_outcome.error,
        error_class = record_outcome.error_class,
        traceback = record_outcome.traceback
    where task_id = job and number = record_outcome.attempt and record_outcome.error is not null;
    return true;
end;
$$;

-- Whoever waits for the lock of a job that ended may start at once.
create or replace function orakul.wake_next_of_lock(job bigint) returns void
language sql as $$
    select pg_notify('procrastinate_any_queue_v1',
        json_build_object('type', 'job_inserted', 'job_id', job)::text)
    from procrastinate_jobs where id = job and lock is not null
$$;

create or replace function orakul.finish_job_v1(
    job bigint, attempt integer, status procrastinate_job_status, result jsonb,
    error text, error_class text, traceback text, actor text
) returns boolean
language plpgsql as $$
begin
    perform set_config('orakul.actor', actor, true);
    if not orakul.record_outcome(job, attempt, result, error, error_class, traceback) then
        return false;
    end if;
    perform procrastinate_finish_job_v1(job, status, false);
    perform orakul.wake_next_of_lock(job);
    return true;
end;
$$;

-- A task that broke off because it was to be cancelled, but with an error of its own, is
-- cancelled all the same.
create or replace function orakul.retry_job_v1(
    job bigint, attempt integer, retry_at timestamptz,
    error text, error_class text, traceback text, actor text
) returns boolean
language plpgsql as $$
begin
    perform set_config('orakul.actor', actor, true);
    perform set_config('orakul.reason', coalesce(error, ''), true);
    if not orakul.record_outcome(job, attempt, null, error, error_class, traceback) then
        return false;
    end if;
    if (select abort_requested from procrastinate_jobs where id = job) then
        perform procrastinate_finish_job_v1(job, 'aborted', false);
        perform orakul.wake_next_of_lock(job);
    else
        perform procrastinate_retry_job_v2(job, retry_at, null, null, null);
    end if;
    return true;
end;
$$;
