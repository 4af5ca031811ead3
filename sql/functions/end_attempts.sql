-- End attempts, many in one transaction: what each made or what broke it is stored with its
-- end, and each end stands for itself.
--
-- A worker that was taken for dead may come back after its task was given to another. It
-- names the attempt that it ends; when that is no longer the running one, it is told so
-- (false) and changes nothing.
--
-- Jobs are locked first, then tasks, as everywhere: the other order could end in a deadlock
-- with whoever cancels a task or takes it up. One that somebody else has locked is left out
-- and told as null, so that it holds up no other; *patient* waits for it.
--
-- A session plans each statement once, maybe when a table was small and one attempt ended: rows
-- are found by the ids of what ends, and no end goes through all the others (track_jobs.sql).

drop type if exists orakul.attempt_end cascade;

-- Without a status there is to be another attempt, *retry_after* so many seconds, at once where
-- that is null. One that was *interrupted*, since its worker stopped, costs none of those that the
-- task may have.
create type orakul.attempt_end as (
    job bigint,
    attempt integer,
    status procrastinate_job_status,
    retry_after double precision,
    result jsonb,
    error text,
    error_class text,
    traceback text,
    fingerprint text,
    frame text,
    error_pattern text,
    frames jsonb,
    interrupted boolean
);

create or replace function orakul.end_attempts_v1(ends jsonb, patient boolean, actor text)
returns table (job bigint, ended boolean)
language plpgsql rows 10
set enable_seqscan = off set enable_nestloop = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    given orakul.attempt_end[] := array(
        select each from jsonb_populate_recordset(null::orakul.attempt_end, ends) as each);
    ids bigint[] := array(select each.job from unnest(given) as each);
    locked bigint[];
    kept orakul.attempt_end[];
begin
    perform set_config('orakul.actor', actor, true);
    if patient then
        perform from procrastinate_jobs where id = any (ids) order by id for no key update;
        perform from orakul.task where id = any (ids) order by id for no key update;
    end if;
    select
        coalesce(array_agg((held.each_).job), '{}'),
        coalesce(array_agg(held.each_) filter (where held.is_current), '{}')
    into locked, kept
    from (
        select
            each as each_,
            task.attempt = each.attempt and task.state = 'in_progress' as is_current
        from unnest(given) as each
        join procrastinate_jobs as job on job.id = each.job
        join orakul.task on task.id = each.job
        where job.id = any (ids) and task.id = any (ids)
        order by job.id
        for no key update of job, task skip locked
    ) as held;
    -- Most tasks return nothing, and the triggers of a change of nothing cost, too.
    if exists (select from unnest(kept) where result is not null or error is not null) then
        perform orakul.store_outcomes(kept);
    end if;
    perform orakul.finish_jobs(kept);
    perform orakul.requeue_jobs(kept);
    return query select each.job, true from unnest(kept) as each;
    if cardinality(kept) < cardinality(given) then
        return query
            select id, case when patient or id = any (locked) then false end
            from (
                select unnest(ids)
                except
                select each.job from unnest(kept) as each
            ) as other (id);
    end if;
end;
$$;

create or replace function orakul.store_outcomes(ends orakul.attempt_end[]) returns void
language plpgsql as $$
declare
    ids bigint[] := array(select each.job from unnest(ends) as each);
begin
    update orakul.task
    set result = coalesce(each.result, task.result),
        error = coalesce(each.error, task.error),
        fingerprint = coalesce(each.fingerprint, task.fingerprint)
    from unnest(ends) as each
    where task.id = any (ids) and task.id = each.job
        and (each.result is not null or each.error is not null);

    update orakul.task_attempt as attempt
    set error = each.error,
        error_class = each.error_class,
        traceback = each.traceback,
        fingerprint = each.fingerprint,
        frame = each.frame,
        error_pattern = each.error_pattern,
        frames = nullif(each.frames, 'null')
    from unnest(ends) as each
    where attempt.task_id = any (ids) and attempt.task_id = each.job
        and attempt.number = each.attempt
        and each.error is not null;
end;
$$;

-- As procrastinate_finish_job_v1 does to one, but without leaving the worker's id behind: a
-- worker that ends would have to be taken out of every job that it ever ran. Whoever waits
-- for the lock of a job that ended may start at once. One that broke while it was to be cancelled
-- is cancelled all the same.
create or replace function orakul.finish_jobs(ends orakul.attempt_end[]) returns void
language plpgsql as $$
declare
    unlocked boolean;
begin
    with finished as (
        update procrastinate_jobs as job
        set status = case when each.status = 'failed' and job.abort_requested then 'aborted'
                else each.status end,
            abort_requested = false,
            attempts = job.attempts + 1,
            worker_id = null
        from unnest(ends) as each
        where job.id = any (array(select every.job from unnest(ends) as every))
            and job.id = each.job and each.status is not null
        returning job.lock
    )
    select bool_or(lock is not null) into unlocked from finished;
    if unlocked then
        perform orakul.wake_workers();
    end if;
end;
$$;

-- One by one, since each has a reason of its own. What was to be cancelled is not tried again.
create or replace function orakul.requeue_jobs(ends orakul.attempt_end[]) returns void
language plpgsql as $$
declare
    each orakul.attempt_end;
begin
    foreach each in array ends loop
        continue when each.status is not null;
        perform set_config('orakul.reason', coalesce(each.error, ''), true);
        if (select abort_requested from procrastinate_jobs where id = each.job) then
            each.status := 'aborted';
            perform orakul.finish_jobs(array[each]);
        else
            perform set_config(
                'orakul.outcome', case when each.interrupted then 'interrupted' else '' end, true);
            update procrastinate_jobs as job
            set status = 'todo',
                attempts = attempts + case when each.interrupted then 0 else 1 end,
                worker_id = null,
                scheduled_at = now() + interval '1 second' * coalesce(each.retry_after, 0),
                queueing_lock = orakul.free_queueing_lock(job)
            where id = each.job;
            perform set_config('orakul.outcome', '', true);
        end if;
    end loop;
end;
$$;
