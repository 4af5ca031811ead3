-- Lists of tasks by when they are due have an index, which those that never were scheduled are not in.
create index task_scheduled on orakul.task (scheduled_at, id) where scheduled_at is not null;
