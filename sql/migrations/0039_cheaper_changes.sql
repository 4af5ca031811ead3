-- A traceparent is looked at when it is written (check_traceparent.sql), not at each of the
-- changes of its task: a check of the table is made anew each time, and this one took a
-- fifteenth of all that the database does for a task.
alter table orakul.task drop constraint task_traceparent_check;

-- Only what a task brought about is looked for by its root: a task that nothing brought about
-- need not be written into this index, and to change state is to be written into every index.
drop index orakul.task_unfinished;
create index task_root on orakul.task (root_id, state) where root_id <> id;
