-- The state of a task by the status of its job. A job that waits for its next attempt is
-- `todo`, and pending here.

create or replace function orakul.job_state(status procrastinate_job_status) returns text
language sql immutable as $$
    select case status
        when 'todo' then 'pending'
        when 'doing' then 'in_progress'
        when 'aborting' then 'in_progress'
        when 'succeeded' then 'completed'
        when 'failed' then 'failed'
        when 'cancelled' then 'cancelled'
        when 'aborted' then 'cancelled'
    end
$$;
