-- Schedules: tasks that workers defer by themselves when they are due.
--
-- Every worker tries; Procrastinate's table of what was deferred lets only the first succeed.
-- That table is where a pause holds, too: a row that is refused there defers nothing, whatever
-- the release of the worker. What is due and a pause wait for each other by the schedule's row.

create or replace function orakul.guard_periodic_defer() returns trigger
language plpgsql as $$
declare
    due timestamptz := to_timestamp(new.defer_timestamp);
    known orakul.schedule;
begin
    select * into known from orakul.schedule
    where task = new.task_name and periodic_id = new.periodic_id for no key update;
    if due <= known.dealt_until then
        return null;
    end if;
    update orakul.schedule set dealt_until = due where name = known.name;
    if known.paused_at is not null then
        return null;
    end if;
    if orakul.setting('actor') is null then
        perform set_config('orakul.actor', 'schedule:' || coalesce(known.name, new.task_name), true);
    end if;
    return new;
end;
$$;

create or replace trigger guard_periodic_defer
before insert on procrastinate_periodic_defers
for each row execute function orakul.guard_periodic_defer();

create or replace function orakul.note_periodic_defer() returns trigger
language plpgsql as $$
begin
    update orakul.schedule set last_task_id = new.job_id
    where task = new.task_name and periodic_id = new.periodic_id;
    return null;
end;
$$;

create or replace trigger note_periodic_defer
after update of job_id on procrastinate_periodic_defers
for each row when (new.job_id is not null) execute function orakul.note_periodic_defer();

-- Write down the schedules of a worker that starts, an array of objects with the columns'
-- names. What neither it nor a worker that may still live declares is gone, unless somebody
-- paused it: a release that comes back must not find that undone. Workers that start at once
-- do so one after the other, each until it is known with what it declares.
create or replace function orakul.declare_schedules_v1(declared jsonb, silence interval)
returns void
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('orakul.schedule'));
    insert into orakul.schedule
        (task, periodic_id, queue, cron, args, priority, lock, queueing_lock)
    select task, periodic_id, queue, cron, args, priority, lock, queueing_lock
    from jsonb_to_recordset(declared) as given (
        task text, periodic_id text, queue text, cron text, args jsonb, priority integer,
        lock text, queueing_lock text)
    order by task, periodic_id
    on conflict (task, periodic_id) do update
    set queue = excluded.queue,
        cron = excluded.cron,
        args = excluded.args,
        priority = excluded.priority,
        lock = excluded.lock,
        queueing_lock = excluded.queueing_lock,
        -- By another clock nothing is late yet.
        dealt_until = case when schedule.cron = excluded.cron
            then schedule.dealt_until else now() end
    where (schedule.queue, schedule.cron, schedule.args, schedule.priority, schedule.lock,
            schedule.queueing_lock)
        is distinct from (excluded.queue, excluded.cron, excluded.args, excluded.priority,
            excluded.lock, excluded.queueing_lock);

    delete from orakul.schedule
    where paused_at is null
        and not exists (
            select from jsonb_to_recordset(declared) as given (task text, periodic_id text)
            where given.task = schedule.task and given.periodic_id = schedule.periodic_id)
        and not exists (select from orakul.declaring_workers(schedule.name, silence));
end;
$$;

create or replace function orakul.declaring_workers(schedule text, silence interval)
returns setof orakul.worker
language sql stable as $$
    select worker.*
    from orakul.living_workers(silence) as worker
    where declaring_workers.schedule = any (worker.schedules)
$$;

create or replace function orakul.pause_of_schedule(schedule orakul.schedule) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select case when schedule.paused_at is not null then jsonb_build_object(
        'at', schedule.paused_at,
        'actor', schedule.paused_by,
        'reason', schedule.pause_reason) end
$$;

create or replace function orakul.schedule_shape(schedule orakul.schedule) returns jsonb
language sql stable as $$
    select jsonb_build_object(
        'name', schedule.name,
        'task', schedule.task,
        'queue', schedule.queue,
        'cron', schedule.cron,
        'paused', orakul.pause_of_schedule(schedule))
$$;

create or replace function orakul.tell_schedule(
    event text, schedule orakul.schedule, before jsonb, after jsonb
) returns void
language sql as $$
    select orakul.emit_v1('schedules', event, 'admin', null, null, jsonb_build_object(
        'schedule', orakul.schedule_shape(schedule), 'before', before, 'after', after))
$$;

-- Schedules, or the one of a name. When they are due is for a reader of their cron to tell.
-- A stranger's task has no id here.
create or replace function orakul.list_schedules_v1(
    reader bigint, silence interval, only_name text
) returns setof jsonb
language sql stable set timezone = 'UTC' as $$
    select orakul.schedule_shape(schedule) || jsonb_build_object(
        'paused', orakul.pause_of_schedule(schedule)
            || jsonb_build_object('by', orakul.name_of(schedule.paused_by)),
        'at', statement_timestamp(),
        'dealt_until', schedule.dealt_until,
        'workers', served.many,
        'served_since', served.since,
        'last', case when last.id is not null then jsonb_build_object(
            'task_id', case when reader is null or last.owner_id = reader then last.id::text end,
            'state', last.state,
            'created_at', last.created_at,
            'started_at', last.started_at,
            'finished_at', last.finished_at) end)
    from orakul.schedule
    left join orakul.task as last on last.id = schedule.last_task_id
    cross join lateral (
        select count(*) as many, min(worker.started_at) as since
        from orakul.declaring_workers(schedule.name, silence) as worker
    ) as served
    where only_name is null or schedule.name = only_name
    order by schedule.name
$$;

-- Defer its task now, paused or not. *task* is null where none of this name is known; where
-- another waits under its queueing lock already, *is_new* is false and *task* that one, or 0
-- if it began this very moment.
create or replace function orakul.run_schedule_v1(name text)
returns table (task bigint, is_new boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    given orakul.schedule;
begin
    is_new := false;
    select * into given from orakul.schedule
    where schedule.name = run_schedule_v1.name for no key update;
    if not found then
        return next;
        return;
    end if;
    begin
        task := (procrastinate_defer_jobs_v1(array[
            row(given.queue, given.task, given.priority, given.lock, given.queueing_lock,
                given.args || jsonb_build_object(
                    'timestamp', floor(extract(epoch from now()))::bigint),
                null)::procrastinate_job_to_defer_v1]))[1];
    exception when unique_violation then
        task := coalesce((
            select job.id from procrastinate_jobs as job
            where job.queueing_lock = given.queueing_lock and job.status = 'todo'), 0);
        return next;
        return;
    end;
    is_new := true;
    update orakul.schedule
    set last_task_id = run_schedule_v1.task, dealt_until = greatest(dealt_until, now())
    where schedule.name = given.name;
    perform orakul.tell_schedule('schedule_run', given,
        jsonb_build_object('last_task_id', given.last_task_id::text),
        jsonb_build_object('last_task_id', task::text));
    return next;
end;
$$;

-- Let a schedule defer nothing until it is resumed; null where none of this name is known,
-- false if it is paused for the same reason already.
create or replace function orakul.pause_schedule_v1(name text, reason text) returns boolean
language plpgsql as $$
declare
    was orakul.schedule;
    is_now orakul.schedule;
begin
    select * into was from orakul.schedule
    where schedule.name = pause_schedule_v1.name for no key update;
    if not found then
        return null;
    end if;
    if was.paused_at is not null and was.pause_reason is not distinct from reason then
        return false;
    end if;
    update orakul.schedule
    set paused_at = clock_timestamp(), paused_by = orakul.current_actor(), pause_reason = reason
    where schedule.name = was.name
    returning * into is_now;
    perform orakul.tell_schedule('schedule_paused', is_now,
        jsonb_build_object('paused', orakul.pause_of_schedule(was)),
        jsonb_build_object('paused', orakul.pause_of_schedule(is_now)));
    return true;
end;
$$;

-- What was due meanwhile is not made up for.
create or replace function orakul.resume_schedule_v1(name text) returns boolean
language plpgsql as $$
declare
    was orakul.schedule;
    is_now orakul.schedule;
begin
    select * into was from orakul.schedule
    where schedule.name = resume_schedule_v1.name for no key update;
    if not found then
        return null;
    end if;
    if was.paused_at is null then
        return false;
    end if;
    update orakul.schedule
    set paused_at = null, paused_by = null, pause_reason = null,
        dealt_until = greatest(dealt_until, clock_timestamp())
    where schedule.name = was.name
    returning * into is_now;
    perform orakul.tell_schedule('schedule_resumed', is_now,
        jsonb_build_object('paused', orakul.pause_of_schedule(was)),
        jsonb_build_object('paused', null));
    return true;
end;
$$;
