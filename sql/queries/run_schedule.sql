-- run_schedule(name text) -> task bigint, is_new boolean
--
-- Defer the task of a schedule now, or tell which one waits under its queueing lock already.
select task, is_new from orakul.run_schedule_v1($1::text)
