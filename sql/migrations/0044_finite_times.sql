-- When a task is due is a time that every client can read: not without end, nor before or after all
-- calendars. Whoever defers one by SQL is told so; those that were deferred are due at the last
-- moment that can be told, or at once.
update procrastinate_jobs
set scheduled_at = case when scheduled_at > now() then timestamptz '9999-12-31T00:00Z' end
where scheduled_at not between timestamptz '0001-01-02T00:00Z' and timestamptz '9999-12-31T00:00Z';

alter table procrastinate_jobs add constraint job_scheduled_at_check check (
    scheduled_at between timestamptz '0001-01-02T00:00Z' and timestamptz '9999-12-31T00:00Z');
