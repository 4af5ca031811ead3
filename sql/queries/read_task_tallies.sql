-- read_task_tallies() -> kind text, name text, queue text, outcome text, bounds double precision[], counts bigint[], seconds double precision
--
-- The histograms of waits and runs, each with all its buckets: a bucket that came later
-- would look like a sudden rise.
select
    series.kind, series.name, series.queue, series.outcome,
    array_agg(bound order by bound) as bounds,
    array_agg(coalesce(tally.count, 0) order by bound) as counts,
    coalesce(sum(tally.seconds), 0) as seconds
from (select distinct kind, name, queue, outcome from orakul.task_tally) as series
cross join unnest(orakul.duration_bounds()) as bound
left join orakul.task_tally as tally
    on tally.le = bound and (tally.kind, tally.name, tally.queue, tally.outcome)
        = (series.kind, series.name, series.queue, series.outcome)
group by series.kind, series.name, series.queue, series.outcome
order by series.kind, series.name, series.queue, series.outcome
