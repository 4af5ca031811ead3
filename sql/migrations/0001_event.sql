-- The append-only log. A position is drawn at commit, so positions are in commit order:
-- sql/functions/draw_positions.sql says how. No foreign keys: the log outlives what it
-- tells of, and the writer of an event must not wait for a row lock at commit.

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
);

create index event_task on orakul.event (task_id, position) where task_id is not null;

create sequence orakul.event_position;

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

-- Drafts that wait for the end of their transaction. A ticket is deleted by the very
-- transaction that wrote it, so no other ever sees one and none survives a crash.
create unlogged table orakul.ticket (
    id bigint generated always as identity primary key,
    drafts orakul.event_draft[] not null
);
