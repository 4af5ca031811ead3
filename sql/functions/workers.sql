-- The life of a worker, each step with its event: it starts, shows that it lives, drains,
-- stops; or it falls silent, is taken for dead, and may come back.
--
-- Whoever needs several rows locks jobs first, then workers by their ids, then Procrastinate's
-- processes: any other order could end in a deadlock between a rescue, a heartbeat and a stop.

create or replace function orakul.worker_shape(worker orakul.worker) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', worker.id::text,
        'name', worker.name,
        'host', worker.host,
        'pid', worker.pid,
        'version', worker.version,
        'queues', worker.queues,
        'concurrency', worker.concurrency,
        'started_at', worker.started_at)
$$;

-- The workers that were heard of within *silence*.
create or replace function orakul.living_workers(silence interval) returns setof orakul.worker
language sql stable as $$
    select worker.*
    from orakul.worker
    join procrastinate_workers as process on process.id = worker.id
    where process.last_heartbeat >= statement_timestamp() - silence
$$;

create or replace function orakul.tell_worker(event text, worker orakul.worker, more jsonb)
returns void
language sql as $$
    select orakul.emit_v1('workers', event, 'admin', null, null,
        jsonb_build_object('worker', orakul.worker_shape(worker)) || more)
$$;

-- Workers of before do not tell which tasks they know.
drop function if exists orakul.start_worker_v1(text, text, integer, text, text[], integer, text[]);
drop function if exists
    orakul.beat_worker_v1(bigint, text, text, integer, text, text[], integer, text[]);

create or replace function orakul.start_worker_v1(
    name text, host text, pid integer, version text, queues text[], concurrency integer,
    schedules text[], task_names text[] default null
) returns bigint
language plpgsql as $$
declare
    started orakul.worker;
begin
    perform set_config('orakul.actor', 'worker:' || start_worker_v1.name, true);
    insert into orakul.worker
        (id, name, host, pid, version, queues, concurrency, schedules, task_names)
    select
        worker_id, start_worker_v1.name, start_worker_v1.host, start_worker_v1.pid,
        start_worker_v1.version, start_worker_v1.queues, start_worker_v1.concurrency,
        start_worker_v1.schedules, start_worker_v1.task_names
    from procrastinate_register_worker_v1()
    returning * into started;
    perform orakul.tell_worker('worker_started', started, '{}');
    return started.id;
end;
$$;

-- One that was taken for dead, or even forgotten, is known again. One that has stopped stays
-- so, though a heartbeat comes in late.
create or replace function orakul.beat_worker_v1(
    worker bigint, name text, host text, pid integer, version text, queues text[],
    concurrency integer, schedules text[], task_names text[] default null
) returns void
language plpgsql as $$
declare
    known orakul.worker;
    is_back boolean;
begin
    select * into known from orakul.worker where id = beat_worker_v1.worker for no key update;
    if known.stopped_at is not null then
        return;
    end if;
    is_back := known.id is null or known.lost_at is not null;
    if is_back then
        insert into orakul.worker as back
            (id, name, host, pid, version, queues, concurrency, schedules, task_names)
        values (
            beat_worker_v1.worker, beat_worker_v1.name, beat_worker_v1.host,
            beat_worker_v1.pid, beat_worker_v1.version, beat_worker_v1.queues,
            beat_worker_v1.concurrency, beat_worker_v1.schedules, beat_worker_v1.task_names)
        on conflict (id) do update set lost_at = null
        returning * into known;
    end if;
    insert into procrastinate_workers (id, last_heartbeat) overriding system value
    values (beat_worker_v1.worker, now())
    on conflict (id) do update set last_heartbeat = excluded.last_heartbeat;
    if is_back then
        perform set_config('orakul.actor', 'worker:' || beat_worker_v1.name, true);
        perform orakul.tell_worker('worker_returned', known, '{}');
    end if;
end;
$$;

create or replace function orakul.drain_worker_v1(worker bigint) returns void
language plpgsql as $$
declare
    draining orakul.worker;
begin
    update orakul.worker set draining_at = clock_timestamp()
    where id = drain_worker_v1.worker and draining_at is null and stopped_at is null
    returning * into draining;
    if found then
        perform set_config('orakul.actor', 'worker:' || draining.name, true);
        perform orakul.tell_worker('worker_draining', draining, jsonb_build_object('tasks', (
            select count(*) from procrastinate_jobs as job
            where job.worker_id = draining.id and job.status = 'doing')));
    end if;
end;
$$;

create or replace function orakul.stop_worker_v1(worker bigint) returns void
language plpgsql as $$
declare
    stopped orakul.worker;
begin
    perform from procrastinate_jobs as job
    where job.worker_id = stop_worker_v1.worker and job.status = 'doing'
    order by job.id for no key update;
    update orakul.worker set stopped_at = clock_timestamp()
    where id = stop_worker_v1.worker and stopped_at is null
    returning * into stopped;
    if found then
        perform set_config('orakul.actor', 'worker:' || stopped.name, true);
        perform orakul.tell_worker('worker_stopped', stopped, '{}');
    end if;
    delete from procrastinate_workers where id = stop_worker_v1.worker;
end;
$$;

-- The worker that began an attempt, by the name that it had then: another may have it now.
create or replace function orakul.worker_of(name text, began timestamptz) returns bigint
language sql stable as $$
    select worker.id from orakul.worker
    where worker.name = worker_of.name and worker.started_at <= began
    order by worker.started_at desc
    limit 1
$$;

-- Take workers for dead that have been silent for so long, and tell of each once; and tell of
-- each from which tasks were taken up again, how many. *holders* has the worker of every such
-- task, and null where nobody knows it any more.
create or replace function orakul.lose_workers(silence interval, holders bigint[]) returns void
language plpgsql set timezone = 'UTC' as $$
declare
    silent record;
    many bigint;
begin
    perform set_config('orakul.actor', 'system:rescue', true);
    perform set_config('orakul.reason', 'no heartbeat', true);
    for silent in
        select worker.id, worker as it,
            coalesce(process.last_heartbeat, worker.heartbeat_at) as heard
        from orakul.worker
        left join procrastinate_workers as process on process.id = worker.id
        where worker.id = any (holders)
            or (worker.stopped_at is null and worker.lost_at is null
                and (process.id is null or process.last_heartbeat < now() - silence))
        order by worker.id
        for no key update of worker
    loop
        many := (select count(*) from unnest(holders) as id where id = silent.id);
        update orakul.worker
        set lost_at = case when stopped_at is null then coalesce(lost_at, clock_timestamp()) end,
            taken_up = taken_up + many
        where id = silent.id;
        perform orakul.tell_worker('worker_lost', silent.it,
            jsonb_build_object('heartbeat_at', silent.heard, 'taken_up', many));
    end loop;
end;
$$;

-- A worker that lives takes up what the silent ones left, and tells of them with it. Where none
-- does, whoever watches has nothing to take up and tells of them all the same.
create or replace function orakul.lose_last_workers_v1(silence interval) returns void
language plpgsql as $$
begin
    if not exists (select from orakul.living_workers(silence)) then
        perform orakul.lose_workers(silence, '{}');
    end if;
end;
$$;

-- Forget workers that were last heard of so long ago, and return which processes were still
-- known. What they left is taken up before.
create or replace function orakul.forget_workers_v1(silence interval) returns bigint[]
language plpgsql as $$
declare
    locked bigint[];
    forgotten bigint[];
begin
    perform orakul.rescue_jobs_v1(silence);
    locked := array(
        select worker.id
        from orakul.worker
        left join procrastinate_workers as process on process.id = worker.id
        where coalesce(process.last_heartbeat, worker.stopped_at, worker.heartbeat_at)
            < now() - silence
        order by worker.id
        for update of worker skip locked);
    with gone as (
        delete from procrastinate_workers as process
        where process.last_heartbeat < now() - silence
            and (process.id = any (locked)
                or not exists (select from orakul.worker where worker.id = process.id))
        returning process.id
    )
    select coalesce(array_agg(id), '{}') into forgotten from gone;
    delete from orakul.worker where id = any (locked);
    return forgotten;
end;
$$;

-- A process goes when its worker stops, or long after it died: the worker stays. Those of an
-- earlier release say nothing when they stop, so nothing is to be known of them then.
create or replace function orakul.keep_ended_workers() returns trigger
language plpgsql as $$
begin
    delete from orakul.worker using gone_processes as process
    where worker.id = process.id and worker.version is null;
    update orakul.worker set heartbeat_at = process.last_heartbeat
    from gone_processes as process
    where worker.id = process.id;
    return null;
end;
$$;

create or replace trigger keep_ended_workers
after delete on procrastinate_workers
referencing old table as gone_processes
for each statement execute function orakul.keep_ended_workers();

-- What a worker runs. A stranger's task has neither id nor name here.
create or replace function orakul.tasks_of_worker(worker bigint, reader bigint) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select coalesce(jsonb_agg(
        jsonb_build_object(
            'id', case when reader is null or task.owner_id = reader then task.id::text end,
            'name', case when reader is null or task.owner_id = reader then task.name end,
            'attempt', task.attempt,
            'started_at', task.started_at)
        order by task.started_at, task.id), '[]')
    from procrastinate_jobs as job
    join orakul.task on task.id = job.id
    where job.worker_id = tasks_of_worker.worker and job.status = 'doing'
$$;

-- How many tasks each worker ended within five minutes. Where there are more than 10,000 in
-- all, it is told from the pace of the latest 10,000.
create or replace function orakul.tasks_ended_by_workers()
returns table (worker_id bigint, ended bigint)
language sql stable as $$
    with recent as materialized (
        select id, attempt, finished_at
        from orakul.task
        where finished_at > statement_timestamp() - interval '5 minutes'
        order by finished_at desc
        limit 10000
    ),
    span as materialized (
        select case when count(*) < 10000 then 1 else
            300 / extract(epoch from statement_timestamp() - min(finished_at)) end as share
        from recent
    ),
    term as materialized (
        select
            id, name, started_at,
            lead(started_at) over (partition by name order by started_at) as until
        from orakul.worker
    )
    select term.id, round(count(*) * max(span.share))::bigint
    from recent
    cross join lateral (
        select attempt.worker, attempt.started_at
        from orakul.task_attempt as attempt
        where attempt.task_id = recent.id and attempt.number = recent.attempt
        offset 0  -- each is looked up: there are a hundred times as many
    ) as last
    join term on term.name = last.worker
        and last.started_at >= term.started_at
        and (term.until is null or last.started_at < term.until)
    cross join span
    group by term.id
$$;

-- All workers that were heard of within *listed*. What time alone changes of one, and when, is told
-- with it: one that went leaves the list, and what it ended lately is told to the minute.
create or replace function orakul.list_workers_v1(
    reader bigint, silence interval, listed interval
) returns setof jsonb
language sql stable set timezone = 'UTC' as $$
    select orakul.worker_shape(worker) || jsonb_build_object(
        'state', state,
        'heartbeat_at', heard,
        'draining_at', worker.draining_at,
        'stopped_at', worker.stopped_at,
        'lost_at', worker.lost_at,
        'taken_up', worker.taken_up,
        'tasks', orakul.tasks_of_worker(worker.id, list_workers_v1.reader),
        'ended', coalesce(recently.ended, 0),
        'stands_seconds', least(
            case when recently.ended > 0 then 60 end,
            case when state in ('silent', 'stopped') then extract(epoch from
                coalesce(worker.stopped_at, heard) + listed - statement_timestamp()) end))
    from orakul.worker
    left join procrastinate_workers as process on process.id = worker.id
    cross join lateral (
        select coalesce(process.last_heartbeat, worker.heartbeat_at) as heard
    ) as ear
    cross join lateral (
        select case
            when worker.stopped_at is not null then 'stopped'
            when process.id is null or heard < statement_timestamp() - silence then 'silent'
            when worker.draining_at is not null then 'draining'
            else 'live'
        end as state
    ) as life
    left join orakul.tasks_ended_by_workers() as recently on recently.worker_id = worker.id
    where coalesce(worker.stopped_at, heard) > statement_timestamp() - listed
$$;
