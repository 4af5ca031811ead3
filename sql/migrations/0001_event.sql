-- The append-only log. A position is drawn at commit, so positions are in commit order:
-- sql/functions/draw_positions.sql says how. No foreign keys: the log outlives what it
-- tells of, and the writer of an event must not wait for a row lock at commit.
--
-- A position is also a time: the microseconds since 1970 at which it was drawn, or one
-- more than the position before it where the clock is not ahead of that. So positions fit
-- a JSON number until 2255, days are ranges of positions that are known beforehand, and a
-- log that was restored goes on with positions that it has never handed out.

create table orakul.event (
    position bigint primary key,
    tag text not null,
    at timestamptz not null,
    topic text not null,
    name text not null,
    audience text not null check (audience in ('owner', 'project', 'admin')),
    project_id bigint,
    owner_id bigint,
    task_id bigint,
    actor text not null,
    reason text,
    trace_id text,
    data jsonb not null
) partition by range (position);

create index event_task on orakul.event (task_id, position) where task_id is not null;

-- What lies beyond the days that were made ahead, so that a commit never lacks a partition:
-- all of it, until sql/functions/partition_events.sql is run for the first time.
create table orakul.event_later partition of orakul.event
for values from (minvalue) to (maxvalue);

-- Its last value is the newest position; it never goes back, whatever the clock does.
create sequence orakul.event_position;

-- The newest position that was pruned, 0 before the first: whoever has seen the event there,
-- or a later one, misses nothing that is gone.
create table orakul.event_horizon (
    pruned_upto bigint not null
);

create unique index event_horizon_one on orakul.event_horizon ((true));
insert into orakul.event_horizon values (0);

-- An event before it has a position.
create type orakul.event_draft as (
    topic text,
    name text,
    audience text,
    project_id bigint,
    owner_id bigint,
    task_id bigint,
    actor text,
    reason text,
    trace_id text,
    data jsonb
);

-- Drafts that wait for the end of their transaction: one in the columns, or many in *drafts*.
-- A ticket is deleted by the very transaction that wrote it, so no other ever sees one and
-- none survives a crash. It is found by its place, so it needs no key and no index.
create unlogged table orakul.ticket (
    topic text,
    name text,
    audience text,
    project_id bigint,
    owner_id bigint,
    task_id bigint,
    actor text,
    reason text,
    trace_id text,
    data jsonb,
    drafts orakul.event_draft[]
);
