-- summarise_tasks(reader bigint) -> queued bigint, active bigint, failure_rate_24h double precision, mean_run_seconds_24h double precision
--
-- The four numbers over the tasks that a person sees, all of them where `reader` is null.
-- Each pair is asked of its own index: those that have not ended, those of the last day.
select
    (select count(*) from orakul.task
        where state = 'pending' and ($1::bigint is null or owner_id = $1::bigint)) as queued,
    (select count(*) from orakul.task
        where state = 'in_progress' and ($1::bigint is null or owner_id = $1::bigint)) as active,
    ended.failure_rate_24h,
    ended.mean_run_seconds_24h
from (
    select
        count(*) filter (where state = 'failed')::double precision
            / nullif(count(*) filter (where state in ('completed', 'failed')), 0)
            as failure_rate_24h,
        avg(extract(epoch from finished_at - started_at)) filter (where state = 'completed')
            ::double precision as mean_run_seconds_24h
    from orakul.task
    where finished_at > now() - interval '24 hours'
        and ($1::bigint is null or owner_id = $1::bigint)
) as ended
