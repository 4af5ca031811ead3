-- count_workers(silence double precision) -> live bigint, draining bigint, silent bigint
--
-- Workers that showed themselves within so many seconds, those of them that take no more tasks
-- apart, and those that did not.
select
    count(*) filter (where is_heard and not is_draining) as live,
    count(*) filter (where is_heard and is_draining) as draining,
    count(*) filter (where not is_heard) as silent
from (
    select
        process.last_heartbeat > now() - make_interval(secs => $1::double precision) as is_heard,
        worker.draining_at is not null as is_draining
    from procrastinate_workers as process
    left join orakul.worker on worker.id = process.id
) as known
