-- count_unfinished_tasks() -> queue text, state text, count bigint, oldest_seconds double precision
--
-- What each queue holds, and how long its oldest task has waited that is due and that no pause
-- holds: null where there is none.
select
    kind.queue, kind.state, sum(kind.many)::bigint as count,
    extract(epoch from now() - min(kind.due_at)
        filter (where not exists (select from orakul.pauses_of(kind.queue, kind.name)))
    )::double precision as oldest_seconds
from (
    select
        queue, name, state, count(*) as many,
        min(greatest(state_since, scheduled_at)) filter (
            where state = 'pending' and (scheduled_at is null or scheduled_at <= now())) as due_at
    from orakul.task
    where state in ('pending', 'in_progress')
    group by queue, name, state
) as kind
group by kind.queue, kind.state
order by kind.queue, kind.state
