-- What the log told of tasks before that part of it was pruned. A task has its history for
-- as long as it is there itself; sql/functions/prune_events.sql moves it here, so that it
-- costs no commit anything.

create table orakul.task_history (
    task_id bigint not null references orakul.task on delete cascade,
    position bigint not null,
    at timestamptz not null,
    from_state text,
    to_state text,
    actor text not null,
    reason text,
    duration_ms bigint,
    primary key (task_id, position)
);
