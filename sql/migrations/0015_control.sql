-- What steering tasks needs: pauses of one kind of task and pauses that end by themselves,
-- arguments that can be checked, the queues that a worker serves, and bulk actions.

-- A pause of a queue, of a task name, of a task name in a queue, or, where both are null,
-- of everything. It no longer holds from *resume_at* on.
alter table orakul.pause
    add column task text,
    add column resume_at timestamptz;

alter table orakul.pause drop constraint pause_queue_key;
create unique index pause_scope on orakul.pause (queue, task) nulls not distinct;

alter table orakul.pause_past
    add column task text,
    add column resume_at timestamptz;

-- The queues that a worker takes tasks from; null for all of them.
alter table orakul.worker add column queues text[];

-- The JSON schema of a kind's arguments, as its declaration has it.
alter table orakul.task_kind add column arguments jsonb;

-- The task that this one tries again, with other arguments.
alter table orakul.task add column retry_of bigint;
create index task_retry on orakul.task (retry_of) where retry_of is not null;

-- What somebody did, and how the task was before and after.
alter table orakul.task_history
    add column action text,
    add column before jsonb,
    add column after jsonb;

-- What became of one task that somebody acted on. *obstacle* is null where it was done.
create type orakul.action_outcome as (
    id bigint,
    was text,
    obstacle text
);

-- An action on many tasks. Its chunks hold the tasks that there were when it was accepted.
create table orakul.bulk (
    id bigint generated always as identity primary key,
    action text not null check (action in ('retry', 'cancel', 'run_now', 'priority')),
    priority integer check ((action = 'priority') = (priority is not null)),
    reason text,
    person_id bigint not null references orakul.person on delete cascade,
    total bigint not null,
    created_at timestamptz not null default now()
);

-- *done* is null until the chunk was dealt with: it counts the tasks that were changed,
-- *skipped* the others by their obstacle, some of which are named in *samples*.
create table orakul.bulk_chunk (
    bulk_id bigint not null references orakul.bulk on delete cascade,
    number integer not null,
    ids bigint[] not null check (cardinality(ids) between 1 and 1000),
    done integer,
    skipped jsonb,
    samples jsonb,
    primary key (bulk_id, number),
    check ((done is null) = (skipped is null) and (done is null) = (samples is null))
);
