-- count_unfinished_tasks() -> queue text, state text, count bigint, oldest_seconds double precision
--
-- What each queue holds, and how long its oldest task has waited that is due and that no pause
-- holds: null where there is none. No index has the name of a task beside its state, so names
-- are read only while a pause is of one.
with pause as materialized (
    select exists (select from orakul.standing_pause where task is not null) as is_of_a_name
)
select
    kind.queue, kind.state, sum(kind.many)::bigint as count,
    extract(epoch from now() - min(kind.due_at)
        filter (where not exists (select from orakul.pauses_of(kind.queue, kind.name)))
    )::double precision as oldest_seconds
from (
    select
        queue, null as name, state, count(*) as many,
        min(greatest(state_since, scheduled_at)) filter (
            where state = 'pending' and (scheduled_at is null or scheduled_at <= now())) as due_at
    from orakul.task
    where state in ('pending', 'in_progress') and not (select is_of_a_name from pause)
    group by queue, state
    union all
    select
        queue, name, state, count(*),
        min(greatest(state_since, scheduled_at)) filter (
            where state = 'pending' and (scheduled_at is null or scheduled_at <= now()))
    from orakul.task
    where state in ('pending', 'in_progress') and (select is_of_a_name from pause)
    group by queue, name, state
) as kind
group by kind.queue, kind.state
order by kind.queue, kind.state
