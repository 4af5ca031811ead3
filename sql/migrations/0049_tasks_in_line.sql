-- Lists of tasks by when they were started, and by how long they waited or ran, have an index: the
-- latter of what orakul.ms_between says of an attempt (sql/functions/about_task.sql).
create index task_started on orakul.task (started_at, id);
create index task_attempt_wait on orakul.task_attempt (
    (round(1000 * date_part('epoch', started_at - due_at))::bigint), task_id);
create index task_attempt_run on orakul.task_attempt (
    (round(1000 * date_part('epoch', finished_at - started_at))::bigint), task_id)
    where finished_at is not null;
