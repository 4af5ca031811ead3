-- Claim the next job for a worker, unless its queue is paused. The claim itself is
-- Procrastinate's own; a pause only narrows the queues that it may look at.

create or replace function orakul.fetch_job_v1(queues text[], worker bigint)
returns setof procrastinate_jobs
language plpgsql as $$
declare
    paused text[] := (select array_agg(queue) from orakul.pause where queue is not null);
    open text[] := queues;
begin
    if exists (select from orakul.pause where queue is null) then
        return;
    end if;
    if paused is not null then
        open := array(
            select distinct queue_name from procrastinate_jobs
            where status = 'todo' and queue_name <> all (paused)
                and (queues is null or queue_name = any (queues)));
        if open = '{}' then
            return;
        end if;
    end if;
    perform set_config('orakul.actor',
        'worker:' || coalesce((select w.name from orakul.worker as w where w.id = fetch_job_v1.worker), fetch_job_v1.worker::text, '?'),
        true);
    return query
        select job.* from procrastinate_fetch_job_v2(open, worker) as job where job.id is not null;
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
