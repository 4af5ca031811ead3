-- How many attempts a task may have goes on from a retry that somebody asked for, or an attempt that
-- was interrupted: neither costs one (sql/functions/track_jobs.sql). Of what waits or runs, those
-- that counted are known from its job; what has ended had all that it might. No worker may
-- hold one of them and wait for another meanwhile.
lock table procrastinate_jobs, orakul.task in share row exclusive mode;

update orakul.task
set max_attempts = task.attempt - (task.state = 'in_progress')::integer
    + greatest(1, kind.max_attempts - job.attempts)
from procrastinate_jobs as job
join orakul.task_kind as kind on kind.name = job.task_name
where job.id = task.id and task.state in ('pending', 'in_progress')
    and job.attempts <> task.attempt - (task.state = 'in_progress')::integer
    and kind.max_attempts is not null;

update orakul.task
set max_attempts = attempt
where attempt > max_attempts and state not in ('pending', 'in_progress');
