-- Which tasks an action left as they were is told one by one: a chunk keeps all of its own.
alter table orakul.bulk_chunk rename column samples to skipped_tasks;
