-- minutes_of_tasks(reader bigint, project text) -> since timestamp with time zone, queued bigint[], active bigint[], oldest_seconds double precision[]
--
-- How many tasks waited and ran at each of 60 whole minutes from `since` on, of those that a
-- person sees, all of them where `reader` is null, and of one project where there is a slug or an
-- id; and how long the one had been due that was so longest.
--
-- A stay is what waited or ran from one time to another. Those of the last hour are of attempts
-- that have ended since or run still, of tasks that wait, and of those cancelled while they
-- waited: each kind is asked of an index. Stays that are of the same minutes are counted
-- together, so that no task is looked at once for each minute. One task may have many attempts
-- that broke off; it has one that was completed.
with attempt as (
    select attempt.waited_since, attempt.due_at, attempt.started_at, attempt.finished_at
    from orakul.task_attempt as attempt
    join orakul.task on task.id = attempt.task_id
    where attempt.finished_at > now() - interval '1 hour'
        and attempt.outcome in ('failed', 'lost', 'cancelled', 'interrupted')
        and ($1::bigint is null or task.owner_id = $1::bigint)
        and ($2::text is null or task.project_id = (select orakul.project_called($2::text)))
    union all
    select attempt.waited_since, attempt.due_at, attempt.started_at, attempt.finished_at
    from orakul.task
    join orakul.task_attempt as attempt
        on attempt.task_id = task.id and attempt.number = task.attempt
    where task.finished_at > now() - interval '1 hour' and task.state = 'completed'
        and ($1::bigint is null or task.owner_id = $1::bigint)
        and ($2::text is null or task.project_id = (select orakul.project_called($2::text)))
    union all
    select attempt.waited_since, attempt.due_at, attempt.started_at, attempt.finished_at
    from orakul.task
    join orakul.task_attempt as attempt
        on attempt.task_id = task.id and attempt.number = task.attempt
    where task.state = 'in_progress'
        and ($1::bigint is null or task.owner_id = $1::bigint)
        and ($2::text is null or task.project_id = (select orakul.project_called($2::text)))
), stay as (
    select stay.waits, stay.since, stay.until, stay.due
    from attempt
    cross join lateral (values
        (true, coalesce(waited_since, due_at, started_at), started_at, due_at),
        (false, started_at, finished_at, null)
    ) as stay (waits, since, until, due)
    union all
    select true, state_since, null, greatest(state_since, scheduled_at)
    from orakul.task
    where state = 'pending' and ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or project_id = (select orakul.project_called($2::text)))
    union all
    select true, waited.since, task.finished_at, greatest(waited.since, task.scheduled_at)
    from orakul.task
    left join lateral (
        select change.duration_ms
        from orakul.task_change as change
        where change.task_id = task.id
            and change.position >= orakul.position_at(task.finished_at)
            and change.from_state = 'pending' and change.to_state = 'cancelled'
        order by change.position
        limit 1
    ) as cancelled on task.attempt > 0
    cross join lateral (
        -- If it waited again after an attempt, its cancellation tells since when.
        select case when task.attempt = 0 then task.created_at
            else task.finished_at - cancelled.duration_ms * interval '1 millisecond' end
    ) as waited (since)
    where task.finished_at > now() - interval '1 hour' and task.state = 'cancelled'
        and (task.attempt = 0 or cancelled.duration_ms is not null)
        and ($1::bigint is null or task.owner_id = $1::bigint)
        and ($2::text is null or task.project_id = (select orakul.project_called($2::text)))
), hour as (
    select date_trunc('minute', now()) - interval '59 minutes' as since
), span as (
    select
        stay.waits,
        greatest(0, ceil(date_part('epoch', stay.since - hour.since) / 60))::integer as first,
        coalesce(ceil(date_part('epoch', stay.until - hour.since) / 60)::integer, 60) as beyond,
        min(stay.due) as due,
        count(*) as tasks
    from stay
    cross join hour
    group by 1, 2, 3
), minute as (
    select
        number,
        coalesce(sum(span.tasks) filter (where span.waits), 0)::bigint as queued,
        coalesce(sum(span.tasks) filter (where not span.waits), 0)::bigint as active,
        date_part('epoch', min(at) - min(span.due) filter (where span.due <= at)) as oldest
    from hour
    cross join generate_series(0, 59) as number
    cross join lateral (select hour.since + number * interval '1 minute') as moment (at)
    left join span on span.first <= number and number < span.beyond
    group by number
)
select
    hour.since,
    array_agg(minute.queued order by minute.number) as queued,
    array_agg(minute.active order by minute.number) as active,
    array_agg(minute.oldest order by minute.number) as oldest_seconds
from hour
cross join minute
group by hour.since
