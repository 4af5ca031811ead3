-- Tasks and their attempts. A task is the public face of one Procrastinate job and
-- outlives it; triggers on procrastinate_jobs keep it (sql/functions/track_jobs.sql), so
-- it exists however the job was deferred.

create table orakul.task_kind (
    name text primary key,
    max_attempts integer not null check (max_attempts > 0)
);

create table orakul.task (
    id bigint primary key,
    name text not null,
    queue text not null,
    state text not null
        check (state in ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
    state_since timestamptz not null,
    cancelling boolean not null default false,
    priority integer not null,
    lock text,
    args jsonb not null,
    owner_id bigint references orakul.person on delete set null,
    project_id bigint references orakul.project on delete set null,
    parent_id bigint,
    root_id bigint not null,
    created_at timestamptz not null,
    scheduled_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    attempt integer not null default 0,
    max_attempts integer,
    progress_done bigint,
    progress_total bigint,
    progress_note text,
    error text,
    result jsonb,
    traceparent text not null
        check (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'),
    trace_id text not null generated always as (substr(traceparent, 4, 32)) stored
);

create index task_created on orakul.task (created_at desc, id desc);
create index task_owner on orakul.task (owner_id, id desc) where owner_id is not null;
create index task_project on orakul.task (project_id, id desc) where project_id is not null;
create index task_name on orakul.task (name, id desc);
create index task_state on orakul.task (state, id desc);
create index task_unfinished on orakul.task (root_id) where state in ('pending', 'in_progress');
create index task_finished on orakul.task (finished_at) where finished_at is not null;

create table orakul.task_attempt (
    task_id bigint not null references orakul.task on delete cascade,
    number integer not null,
    worker text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    outcome text check (outcome in ('completed', 'failed', 'cancelled', 'lost')),
    error text,
    error_class text,
    traceback text,
    trace_id text not null,
    primary key (task_id, number),
    check ((finished_at is null) = (outcome is null))
);

-- Workers by their Procrastinate id; the heartbeat is Procrastinate's own.
create table orakul.worker (
    id bigint primary key references procrastinate_workers on delete cascade,
    name text not null,
    started_at timestamptz not null default now()
);

-- A pause of one queue, or of all of them where *queue* is null.
create table orakul.pause (
    id bigint generated always as identity primary key,
    queue text unique nulls not distinct,
    reason text,
    actor text not null,
    at timestamptz not null default now()
);
