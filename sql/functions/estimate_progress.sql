-- How long the rest of a task will take, at the pace of the running attempt.

-- What had been done when this attempt began: what an earlier one left, if it goes on from
-- there, or nothing, if it does all of it again.
create or replace function orakul.progress_begin(task orakul.task, done bigint) returns bigint
language sql immutable as $$
    select case
        when task.progress_attempt = task.attempt then least(task.progress_from, done)
        when task.progress_done <= done then task.progress_done
        else 0
    end
$$;

-- In seconds. Null while nothing is known of the pace, and where it is so slow that it says
-- nothing.
create or replace function orakul.progress_eta(
    task orakul.task, done bigint, total bigint
) returns integer
language sql volatile as $$
    select round(seconds)::integer
    from (
        select extract(epoch from clock_timestamp() - task.started_at)::double precision
            * (total - done) / nullif(done - orakul.progress_begin(task, done), 0) as seconds
    ) as estimate
    where seconds between 0 and 366 * 86400.0
$$;
