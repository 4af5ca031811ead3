-- count_unfinished_tasks() -> queue text, state text, count bigint, oldest_seconds double precision
--
-- What each queue holds, and how long its oldest task that is due has waited: null where
-- none is due.
select
    queue, state, count(*),
    extract(epoch from now() - min(greatest(state_since, scheduled_at))
        filter (where state = 'pending' and (scheduled_at is null or scheduled_at <= now()))
    )::double precision as oldest_seconds
from orakul.task
where state in ('pending', 'in_progress')
group by queue, state
order by queue, state
