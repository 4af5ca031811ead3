-- list_workers(reader bigint, silence double precision, listed double precision) -> worker jsonb
--
-- All workers that were heard of within so many seconds, the living ones first. A null
-- `reader` is told the id and name of every task that they run.
select worker
from orakul.list_workers_v1(
    $1::bigint,
    make_interval(secs => $2::double precision),
    make_interval(secs => $3::double precision)) as worker
