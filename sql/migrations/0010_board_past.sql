-- What the board as it was (sql/functions/board_as_of.sql) needs beside the log.

-- A commit may hold many events, and half of one is no moment that ever was: so each
-- event says which transaction wrote it. The column is the writer's own id, not xmin, which
-- is another one after the log was restored.
alter table orakul.event
    add column transaction xid8 not null default pg_current_xact_id();

create index event_queue on orakul.event (position)
    where topic = 'tasks' and name in ('queue_paused', 'queue_resumed');

-- How a task was when a part of the log was pruned, for as long as there is the task: its
-- last event there.
create table orakul.task_past (
    task_id bigint not null references orakul.task on delete cascade,
    position bigint not null,
    owner_id bigint,
    project_id bigint,
    shape jsonb not null,
    primary key (task_id, position)
);

-- Every pause and every resumption that was pruned from the log.
create table orakul.pause_past (
    position bigint primary key,
    at timestamptz not null,
    queue text,
    paused boolean not null,
    reason text,
    actor text not null
);
