-- read_task_tallies() -> kind text, name text, queue text, outcome text, bounds double precision[], counts bigint[], seconds double precision
--
-- The histograms of waits and runs, each with all its buckets and to each outcome, from before
-- there is anything to count: what came later would not look like the rise that it is, and the
-- first failures of a task would be missed. A task that workers declare is deferred to the queue
-- `default`, unless somebody says otherwise.
select
    series.kind, series.name, series.queue, series.outcome,
    array_agg(bound order by bound) as bounds,
    array_agg(coalesce(tally.count, 0) order by bound) as counts,
    coalesce(sum(tally.seconds), 0) as seconds
from (
    select told.kind, known.name, known.queue, told.outcome
    from (
        select name, queue from orakul.task_tally
        union
        select name, 'default' from orakul.task_kind
    ) as known
    cross join (values
        ('wait', ''), ('run', 'completed'), ('run', 'failed'), ('run', 'cancelled'),
        ('run', 'retried'), ('run', 'interrupted')) as told (kind, outcome)
) as series
cross join unnest(orakul.duration_bounds()) as bound
left join orakul.task_tally as tally
    on tally.le = bound and (tally.kind, tally.name, tally.queue, tally.outcome)
        = (series.kind, series.name, series.queue, series.outcome)
group by series.kind, series.name, series.queue, series.outcome
order by series.kind, series.name, series.queue, series.outcome
