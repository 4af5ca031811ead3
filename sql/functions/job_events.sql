-- What two of Procrastinate's triggers do for each row, done for a statement: the events of
-- deferred jobs that it keeps by itself, and the wake-up of workers. A thousand deferred jobs
-- wake each of them once. What they do when a job ends is in track_jobs.sql. The triggers that
-- this replaces are disabled in 0016_batches.sql.
--
-- Its commands go by how a job was deferred and ended. That it started is not told again:
-- the attempt says when, and where.

create or replace function orakul.keep_new_job_events() returns trigger
language plpgsql as $$
begin
    insert into procrastinate_events (job_id, type)
    select id, 'deferred' from new_jobs where status = 'todo' order by id;

    perform pg_notify(
        channel, json_build_object('type', 'job_inserted', 'job_id', newest)::text)
    from (
        select 'procrastinate_queue_v1#' || queue_name as channel, max(id) as newest
        from new_jobs where status = 'todo' group by queue_name
        union all
        select 'procrastinate_any_queue_v1', max(id)
        from new_jobs where status = 'todo' having count(*) > 0
    ) as wake_up;
    return null;
end;
$$;

create or replace trigger keep_new_job_events
after insert on procrastinate_jobs
referencing new table as new_jobs
for each statement execute function orakul.keep_new_job_events();
