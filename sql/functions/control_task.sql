-- What a person does to a task. Each answers with what the task was when they did it, so
-- that the caller can tell a refusal from a change; repeating either is harmless.
--
-- The job is locked first, then the task, as the triggers do when a worker changes one:
-- the other order could end in a deadlock. Who holds the job's lock sees the state that
-- stays until they commit.

create or replace function orakul.state_of_job_v1(task bigint) returns text
language plpgsql as $$
begin
    perform from procrastinate_jobs where id = state_of_job_v1.task for no key update;
    return (select state from orakul.task where id = state_of_job_v1.task);
end;
$$;

create or replace function orakul.retry_task_v1(task bigint) returns text
language plpgsql as $$
declare
    was text := orakul.state_of_job_v1(task);
begin
    if was in ('failed', 'cancelled') then
        update procrastinate_jobs
        set status = 'todo', abort_requested = false, scheduled_at = null, worker_id = null,
            attempts = 0
        where id = retry_task_v1.task and status in ('failed', 'cancelled', 'aborted');
        if not found then
            return 'gone';
        end if;
        perform pg_notify('procrastinate_any_queue_v1',
            json_build_object('type', 'job_inserted', 'job_id', retry_task_v1.task)::text);
    end if;
    return was;
end;
$$;

create or replace function orakul.cancel_task_v1(task bigint) returns text
language plpgsql as $$
declare
    was text := orakul.state_of_job_v1(task);
begin
    if was in ('pending', 'in_progress') then
        perform procrastinate_cancel_job_v1(cancel_task_v1.task, true, false);
    end if;
    return was;
end;
$$;

create or replace function orakul.pause_queue_v1(queue text, reason text) returns boolean
language plpgsql as $$
begin
    insert into orakul.pause (queue, reason, actor)
    values (pause_queue_v1.queue, pause_queue_v1.reason, orakul.current_actor())
    on conflict do nothing;
    if found then
        perform orakul.emit_v1('tasks', 'queue_paused', 'admin', null, null,
            jsonb_build_object('queue', pause_queue_v1.queue, 'reason', pause_queue_v1.reason));
    end if;
    return found;
end;
$$;

create or replace function orakul.resume_queue_v1(queue text) returns boolean
language plpgsql as $$
declare
    resumed boolean;
begin
    delete from orakul.pause where pause.queue is not distinct from resume_queue_v1.queue;
    resumed := found;
    if resumed then
        perform orakul.emit_v1('tasks', 'queue_resumed', 'admin', null, null,
            jsonb_build_object('queue', resume_queue_v1.queue));
        perform pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": 0}');
    end if;
    return resumed;
end;
$$;
