-- A change of a task is looked at by as few triggers as can be: each of them is read, prepared
-- and asked again by every statement that claims or ends tasks, and one that comes before the
-- change locks each row for itself.

-- What they did, settle_work.sql and track_jobs.sql do.
drop function if exists orakul.settle_ingestion() cascade;
drop function if exists orakul.settle_extraction() cascade;
drop function if exists orakul.settle_run() cascade;
drop function if exists orakul.settle_experiment() cascade;
drop function if exists orakul.forget_discard() cascade;
