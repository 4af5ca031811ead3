-- A traceparent is looked at when it is written (check_traceparent.sql), not at each of the
-- changes of its task: a check of the table is made anew each time, and this one took a
-- fifteenth of all that the database does for a task.
alter table orakul.task drop constraint task_traceparent_check;
