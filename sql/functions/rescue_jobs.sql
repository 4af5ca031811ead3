-- Take up again what a dead worker left: its jobs return to the queue, or fail when they
-- have no attempt left, so that a task that kills its worker does not kill them all.

create or replace function orakul.rescue_jobs_v1(silence interval) returns integer
language plpgsql as $$
declare
    rescued integer;
begin
    perform set_config('orakul.actor', 'system:rescue', true);
    perform set_config('orakul.reason', 'the worker died', true);
    perform set_config('orakul.outcome', 'lost', true);
    with stalled as (
        select job.id, job.abort_requested, job.attempts + 1 >= task.max_attempts as exhausted
        from procrastinate_jobs as job
        join orakul.task on task.id = job.id
        left join procrastinate_workers as worker on worker.id = job.worker_id
        where job.status = 'doing'
            and (worker.id is null or worker.last_heartbeat < now() - silence)
        for update of job skip locked
    ),
    changed as (
        update procrastinate_jobs as job
        set status = case
                when stalled.abort_requested then 'aborted'
                when stalled.exhausted then 'failed'
                else 'todo'
            end::procrastinate_job_status,
            abort_requested = false,
            attempts = job.attempts + 1,
            worker_id = null,
            scheduled_at = null
        from stalled
        where job.id = stalled.id
        returning job.id
    )
    select count(*) into rescued from changed;
    perform set_config('orakul.outcome', '', true);
    if rescued > 0 then
        perform pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": 0}');
    end if;
    return rescued;
end;
$$;
