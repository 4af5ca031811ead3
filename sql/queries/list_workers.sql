-- list_workers(reader bigint, silence double precision, listed double precision, after_rank integer, after_started timestamp with time zone, after_id bigint, most integer) -> id bigint, rank integer, started text, shape jsonb
--
-- A page of the workers that were heard of within so many seconds, the living ones first; all
-- of them where `most` is null. A null `reader` is told the id and name of every task that they
-- run.
select id, rank, started_at::text as started, shape
from (
    select
        (worker ->> 'id')::bigint as id,
        array_position(array['live', 'draining', 'silent', 'stopped'], worker ->> 'state') as rank,
        (worker ->> 'started_at')::timestamptz as started_at,
        worker as shape
    from orakul.list_workers_v1(
        $1::bigint,
        make_interval(secs => $2::double precision),
        make_interval(secs => $3::double precision)) as worker
) as listed
where $6::bigint is null
    or rank > $4::integer
    or (rank = $4::integer and (started_at, id) < ($5::timestamptz, $6::bigint))
order by rank, started_at desc, id desc
limit $7::integer
