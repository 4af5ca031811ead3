-- What the numbers of queues, of the header and of charts need at a million tasks.

-- When the task became due that an attempt took up: from then on it waited. Null of attempts
-- that began before this was kept.
alter table orakul.task_attempt add column due_at timestamptz;

-- These take the place of the same without what is counted by: tasks that have not ended, and
-- those that ended within a time, are counted without a look at them. A change of a task
-- writes no more indexes than before.
drop index orakul.task_state;
drop index orakul.task_finished;
drop index orakul.task_owner;
create index task_state on orakul.task (state, created_at, id)
    include (queue, owner_id, state_since, scheduled_at);
create index task_finished on orakul.task (finished_at, id)
    include (state, queue, name, owner_id, started_at, attempt);
create index task_owner on orakul.task (owner_id, created_at, id) include (queue)
    where owner_id is not null;
