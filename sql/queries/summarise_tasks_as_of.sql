-- summarise_tasks_as_of(reader bigint, upto bigint) -> queued bigint, active bigint, failure_rate_24h double precision, mean_run_seconds_24h double precision
--
-- The four numbers over the tasks that a person sees, all of them where `reader` is null,
-- as they were after the event at a position; the last day is the one before it. Whatever
-- counts then has not ended yet, or not before that day: the others are left out unseen.
select
    count(*) filter (where state = 'pending') as queued,
    count(*) filter (where state = 'in_progress') as active,
    count(*) filter (where state = 'failed' and is_recent)::double precision
        / nullif(count(*) filter (where state in ('completed', 'failed') and is_recent), 0)
        as failure_rate_24h,
    avg(extract(epoch from finished_at - started_at))
        filter (where state = 'completed' and is_recent)::double precision
        as mean_run_seconds_24h
from (
    select
        state, started_at, finished_at,
        finished_at > orakul.time_at($2::bigint) - interval '24 hours' as is_recent
    from orakul.tasks_as_of($2::bigint)
    where ($1::bigint is null or owner_id = $1::bigint)
        and id in (
            select id from orakul.task
            where finished_at is null
                or finished_at > orakul.time_at($2::bigint) - interval '24 hours')
) as task
