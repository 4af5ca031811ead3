-- summarise_tasks(reader bigint, project text) -> queued bigint, active bigint, failure_rate_24h double precision, mean_run_seconds_24h double precision, oldest_id bigint, oldest_seconds double precision, ended_1m bigint, since timestamp with time zone, ended bigint[], failed bigint[], day_since timestamp with time zone, day_failure_rate double precision[], day_mean_run_seconds double precision[], stands_seconds double precision
--
-- The numbers over the tasks that a person sees, all of them where `reader` is null, and of one
-- project where there is a slug or an id: what waits and runs, how the last day went, and each
-- hour of it from `day_since` on, the task that has been due longest, and what ended in each
-- minute of the last hour from `since` on. They stand for `stands_seconds` if nothing happens:
-- until what is counted leaves its window, a minute begins, or a task is due; where something
-- ended within the day, for an hour. Each is asked of an index that tells it all: those that have
-- not ended, those of the last day, minute by minute.
with minute as materialized (
    select
        date_trunc('minute', finished_at) as at,
        min(finished_at) as first,
        count(*) as ended,
        count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'completed') as completed,
        sum(extract(epoch from finished_at - started_at)::double precision)
            filter (where state = 'completed') as seconds
    from orakul.task_end
    where finished_at > now() - interval '24 hours'
        and ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or project_id = (select orakul.project_called($2::text)))
    group by 1
), hour as (
    select
        min(each) as since,
        array_agg(coalesce(minute.ended, 0) order by each) as ended,
        array_agg(coalesce(minute.failed, 0) order by each) as failed
    from generate_series(
        date_trunc('minute', now()) - interval '59 minutes', date_trunc('minute', now()),
        interval '1 minute') as each
    left join minute on minute.at = each
), day as (
    -- The minute that is cut by the beginning of the day is one of the first hour's.
    select
        date_trunc('minute', now()) - interval '1439 minutes' as since,
        array_agg(each.failure_rate order by number) as failure_rate,
        array_agg(each.mean_run_seconds order by number) as mean_run_seconds
    from generate_series(0, 23) as number
    left join (
        select
            greatest(0, 23 - floor(date_part('epoch', date_trunc('minute', now()) - at) / 3600))
                as number,
            sum(failed)::double precision / nullif(sum(failed + completed), 0) as failure_rate,
            sum(seconds) / nullif(sum(completed), 0) as mean_run_seconds
        from minute
        group by 1
    ) as each using (number)
), latest as (
    select count(*) as ended, min(finished_at) as first
    from orakul.task_end
    where finished_at > now() - interval '1 minute'
        and ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or project_id = (select orakul.project_called($2::text)))
), oldest as (
    select id, extract(epoch from now() - greatest(state_since, scheduled_at)) as seconds
    from orakul.task
    where state = 'pending' and (scheduled_at is null or scheduled_at <= now())
        and ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or project_id = (select orakul.project_called($2::text)))
    order by greatest(state_since, scheduled_at), id
    limit 1
)
select
    (select count(*) from orakul.task
        where state = 'pending' and ($1::bigint is null or owner_id = $1::bigint)
            and ($2::text is null or project_id = (select orakul.project_called($2::text)))
    ) as queued,
    (select count(*) from orakul.task
        where state = 'in_progress' and ($1::bigint is null or owner_id = $1::bigint)
            and ($2::text is null or project_id = (select orakul.project_called($2::text)))
    ) as active,
    (select sum(failed)::double precision / nullif(sum(failed + completed), 0) from minute)
        ::double precision as failure_rate_24h,
    (select sum(seconds) / nullif(sum(completed), 0) from minute)::double precision
        as mean_run_seconds_24h,
    oldest.id as oldest_id,
    oldest.seconds::double precision as oldest_seconds,
    latest.ended as ended_1m,
    hour.since, hour.ended, hour.failed,
    day.since as day_since,
    day.failure_rate as day_failure_rate,
    day.mean_run_seconds as day_mean_run_seconds,
    extract(epoch from least(
        latest.first + interval '1 minute',
        case when 0 < any (hour.ended) then hour.since + interval '1 hour' end,
        (
            select least(min(first) + interval '24 hours', now() + interval '1 hour')
            from minute where completed + failed > 0
            having count(*) > 0),
        case when oldest.id is null then (
            select min(scheduled_at) from orakul.task
            where state = 'pending' and scheduled_at > now()
                and ($1::bigint is null or owner_id = $1::bigint)
                and ($2::text is null or project_id = (select orakul.project_called($2::text)))
        ) end
    ) - now())::double precision as stands_seconds
from hour
cross join day
cross join latest
left join oldest on true
