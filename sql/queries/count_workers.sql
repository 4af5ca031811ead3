-- count_workers(silence double precision) -> live bigint, silent bigint
--
-- Workers that showed themselves within so many seconds, and those that did not.
select
    count(*) filter (where is_live) as live,
    count(*) filter (where not is_live) as silent
from (
    select last_heartbeat > now() - make_interval(secs => $1::double precision) as is_live
    from procrastinate_workers
) as worker
