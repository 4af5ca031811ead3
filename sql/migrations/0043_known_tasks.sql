-- The names of the tasks that a worker knows, which alone it takes; null for one of before, which
-- takes them all.
alter table orakul.worker add column task_names text[];
