-- What operating needs to know: workers beyond their processes, and what is due by the clock.

-- A worker is known for a while after its process is gone, with the last heartbeat that was
-- heard of it, and how it ended: it stopped, or was taken for dead, when *taken_up* counts
-- the tasks that others took up again. A worker of an earlier release has no version.
alter table orakul.worker
    drop constraint worker_id_fkey,
    add column host text,
    add column pid integer,
    add column version text,
    add column concurrency integer,
    add column schedules text[] not null default '{}',
    add column heartbeat_at timestamptz,
    add column draining_at timestamptz,
    add column stopped_at timestamptz,
    add column lost_at timestamptz,
    add column taken_up bigint not null default 0;

-- A task that workers defer by themselves, as their code declares it. Whatever was due up to
-- *dealt_until* has been dealt with: deferred, held by a pause, or found waiting already. It
-- is not dealt with again.
create table orakul.schedule (
    name text primary key
        generated always as (
            case when periodic_id = '' then task else task || ':' || periodic_id end) stored,
    task text not null,
    periodic_id text not null,
    queue text not null,
    cron text not null,
    args jsonb not null,
    priority integer not null,
    lock text,
    queueing_lock text,
    dealt_until timestamptz not null default now(),
    last_task_id bigint,
    paused_at timestamptz,
    paused_by text,
    pause_reason text,
    unique (task, periodic_id),
    check ((paused_at is null) = (paused_by is null)),
    check (pause_reason is null or paused_at is not null)
);
