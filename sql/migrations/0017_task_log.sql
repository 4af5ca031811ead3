-- What tasks log, for as long as there is the task, and how much of it each has: a log is
-- bounded, so that a task which never stops talking fills no disk.

create table orakul.task_log_size (
    task_id bigint primary key references orakul.task on delete cascade,
    lines integer not null default 0,
    bytes bigint not null default 0,
    dropped bigint not null default 0
);

-- Numbers are drawn with the row of the size locked, so a task's lines become visible in
-- their order: `number > last` misses none. Lines refer to the size, not to the task: the
-- task's own row is locked and changed by those who run it.
create table orakul.task_log (
    task_id bigint not null references orakul.task_log_size on delete cascade,
    number integer not null,
    at timestamptz not null,
    attempt integer not null,
    level text not null
        check (level in ('debug', 'info', 'warning', 'error', 'critical')),
    span_id text,
    logger text not null,
    event text not null,
    fields jsonb not null,
    primary key (task_id, number)
);
