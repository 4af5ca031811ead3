-- Jobs are claimed and ended many at a time.

-- The first in line of a lock is found without looking at all jobs that wait.
create index job_line on procrastinate_jobs (lock, priority desc, id)
where status = 'todo' and lock is not null;

-- What these do for each row, sql/functions/track_jobs.sql does for each statement. They are
-- disabled, not dropped, so that a migration of Procrastinate's finds them.
alter table procrastinate_jobs
    disable trigger procrastinate_jobs_notify_queue_job_inserted_v1,
    disable trigger procrastinate_trigger_status_events_insert_v1,
    disable trigger procrastinate_trigger_status_events_update_v1;

-- A ticket lives for one transaction and is never written to the log of changes: packing it
-- takes longer than its bytes do.
alter table orakul.ticket alter column drafts set storage external;

-- The same rule without a regular expression, which took longer than all else that is checked
-- when a task changes.
alter table orakul.task
    drop constraint task_traceparent_check,
    add constraint task_traceparent_check check (
        traceparent like '00-________________________________-________________-__'
        and translate(traceparent, '0123456789abcdef', '') = '---');
