-- How a task goes on, and how it ended.

-- The seconds that the running attempt will still take, as estimated when it last told its
-- progress, and where it began: an attempt may go on from where an earlier one was.
alter table orakul.task
    add column progress_attempt integer,
    add column progress_from bigint,
    add column progress_eta integer;

-- What kind of error ended an attempt (src/orakul/tasks/fingerprint.py): its fingerprint, the
-- innermost frame of the application, the masked message, and the frames of the traceback.
alter table orakul.task_attempt
    add column fingerprint text,
    add column frame text,
    add column error_pattern text,
    add column frames jsonb;

-- The kind of the last error. Who lets a task fail by SQL alone does not say.
alter table orakul.task
    add column fingerprint text not null default 'unknown';

-- A failed task is a dead letter until it is tried again or discarded: who did it, when, why.
alter table orakul.task
    add column discarded_at timestamptz,
    add column discarded_by text,
    add column discard_reason text,
    add constraint task_discarded check (
        (discarded_at is null) = (discarded_by is null)
        and (discarded_at is null) = (discard_reason is null)
        and (discarded_at is null or state = 'failed'));

-- Dead letters are few among many tasks: their list and their groups read these alone.
create index task_dead on orakul.task (finished_at desc, id desc)
    where state = 'failed' and discarded_at is null;
create index task_dead_kind on orakul.task (fingerprint, finished_at desc, id desc)
    where state = 'failed' and discarded_at is null;

-- Arguments of a kind of task that nobody is shown, besides those whose name says so.
alter table orakul.task_kind
    add column secrets text[] not null default '{}';
