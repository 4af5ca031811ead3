-- What finding tasks among a million needs (sql/functions/words_of_tasks.sql
-- fills the table).

-- The words of a task's arguments and of its last error, each once. They stand beside the
-- task: a task changes state three times, and each change would index all its words again.
create table orakul.task_search (
    task_id bigint primary key,
    words tsvector not null
);

create index task_search_words on orakul.task_search using gin (words);

-- Lists are read in the order of creation within what a filter leaves. These take the place of
-- the same without the time: a change of a task writes no more of them than before.
drop index orakul.task_finished;
drop index orakul.task_owner;
drop index orakul.task_project;
drop index orakul.task_name;
drop index orakul.task_state;
create index task_finished on orakul.task (finished_at, id);
create index task_owner on orakul.task (owner_id, created_at, id) where owner_id is not null;
create index task_project on orakul.task (project_id, created_at, id)
    where project_id is not null;
create index task_name on orakul.task (name, created_at, id);
create index task_state on orakul.task (state, created_at, id);
create index task_queue on orakul.task (queue, created_at, id);

-- What most tasks have not costs them nothing.
create index task_fingerprint on orakul.task (fingerprint, created_at, id)
    where fingerprint <> 'unknown';
create index task_lock on orakul.task (lock, created_at, id) where lock is not null;
create index task_priority on orakul.task (priority, created_at, id) where priority <> 0;
create index task_retried on orakul.task (attempt, created_at, id) where attempt > 1;
create index task_error on orakul.task (created_at, id) where error is not null;
create index task_attempt_worker on orakul.task_attempt (worker, task_id);

-- The list and its kin take a tree of search where they took a word.
drop function if exists orakul.page_of_tasks_v1(
    bigint, bigint, text[], text, text, text, text, text, text, boolean, text, bigint, integer);
drop function if exists orakul.matching_tasks(
    bigint, text[], text, text, text, text, text);
