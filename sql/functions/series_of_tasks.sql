-- How the tasks that a filter finds ended over time, for charts: counted into buckets of
-- *step* from *since* on, in one series or in one for each queue, name, worker or state. The
-- *most* series with the most tasks stand for themselves; the rest is one together.
--
-- A task is in the bucket that it ended in, and in each that it ended in before it was retried.
-- Its wait, from when it was due, and its run are those of the attempt that it ended with, in
-- milliseconds: percentiles 50, 95 and 99, null where no attempt was. The index of ends gives
-- the range of time, and all but the attempts where the filter asks for no more than it holds;
-- the filter is that of the list.

create or replace function orakul.series_of_tasks_statement(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, since timestamptz, until timestamptz, start timestamptz, step interval,
    split_by text, most integer
) returns text
language plpgsql stable as $$
declare
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, false);
    key_ text;
begin
    select expression into strict key_
    from (values
        ('none', $s$''$s$),
        ('queue', 'ended.queue'),
        ('name', 'ended.name'),
        ('worker', $s$coalesce(ended.worker, '')$s$),
        ('state', 'ended.state')
    ) as divided (name, expression)
    where divided.name = split_by;
    return format($statement$
        with ended as (
            select
                task.queue, task.name, task.state, task.finished_at as at, attempt.worker,
                attempt.due_at, attempt.started_at, attempt.finished_at
            from orakul.task
            left join orakul.task_attempt as attempt
                on attempt.task_id = task.id and attempt.number = task.attempt
            where task.finished_at >= %2$L::timestamptz and task.finished_at < %3$L::timestamptz
                and %6$s
            union all
            select
                task.queue, task.name, attempt.ended_as, attempt.finished_at, attempt.worker,
                attempt.due_at, attempt.started_at, attempt.finished_at
            from orakul.task_attempt as attempt
            join orakul.task on task.id = attempt.task_id
            where attempt.finished_at >= %2$L::timestamptz
                and attempt.finished_at < %3$L::timestamptz
                and attempt.outcome in ('failed', 'lost', 'cancelled')
                and attempt.ended_as is not null
                and attempt.finished_at is distinct from task.finished_at
                and %6$s
        ),
        measured as materialized (
            select
                %1$s as key,
                floor(extract(epoch from ended.at - %4$L::timestamptz)
                    / extract(epoch from %5$L::interval))::integer as bucket,
                ended.state = 'failed' as has_failed,
                1000 * extract(epoch from ended.started_at - ended.due_at)::double precision
                    as wait,
                1000 * extract(epoch from ended.finished_at - ended.started_at)
                    ::double precision as run
            from ended
        ),
        series as (
            select key, row_number() over (order by count(*) desc, key) as place
            from measured group by key
        )
        select
            case when place <= %7$s then nullif(key, '') end,
            place > %7$s,
            bucket,
            count(*),
            count(*) filter (where has_failed),
            percentile_cont(array[0.5, 0.95, 0.99]) within group (order by wait),
            percentile_cont(array[0.5, 0.95, 0.99]) within group (order by run)
        from measured join series using (key)
        group by 1, 2, least(place, %7$s + 1), 3
        order by least(place, %7$s + 1), 3
        $statement$, key_, since, until, start, step, condition, most);
end;
$$;

create or replace function orakul.series_of_tasks_v1(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, since timestamptz, until timestamptz, start timestamptz, step interval,
    split_by text, most integer
) returns table (
    key text, is_rest boolean, bucket integer, ended bigint, failed bigint,
    wait double precision[], run double precision[]
)
-- A chart of a long time holds a line for each task at once: better in memory than in files.
language plpgsql stable set work_mem = '64MB' as $$
begin
    return query execute orakul.series_of_tasks_statement(
        reader, states, name, owner, project, id_prefix, search, since, until, start, step,
        split_by, most);
end;
$$;
