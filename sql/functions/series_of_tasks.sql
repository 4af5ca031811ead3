-- How the tasks that a filter finds ended over time, for charts: counted into buckets of
-- *step* from *since* on, in one series or in one for each queue, name, worker or state. The
-- *most* series with the most tasks stand for themselves; the rest is one together.
--
-- A task is in the bucket that it ended in, and in each that it ended in before it was retried.
-- Its wait, from when it was due, and its run are those of the attempt that it ended with, in
-- milliseconds: percentiles 50, 95 and 99, null where no attempt was, and where *durations* are
-- not wanted. The index of ends gives the range of time, and all but the attempts where the
-- filter asks for no more than it holds; attempts are looked up where something of them is
-- wanted. The filter is that of the list.

create or replace function orakul.series_of_tasks_statement(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, since timestamptz, until timestamptz, start timestamptz, step interval,
    split_by text, most integer, durations boolean
) returns text
language plpgsql stable as $$
declare
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, null);
    key_ text;
    of_attempt text := 'null as worker, null::timestamptz as due_at,'
        ' null::timestamptz as started_at, null::timestamptz as finished_at';
    attempt text := '';
    -- Where nothing is measured, what is alike is counted at once.
    counted text := 'count(*)::integer as ended,'
        ' (count(*) filter (where ended.state = ''failed''))::integer as failed';
    grouped text := 'group by 1, 2';
    percentiles text := 'null::double precision[], null::double precision[]';
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
    if durations or split_by = 'worker' then
        of_attempt := 'attempt.worker, attempt.due_at, attempt.started_at, attempt.finished_at';
        attempt := 'left join orakul.task_attempt as attempt'
            ' on attempt.task_id = task.id and attempt.number = task.attempt';
    end if;
    if durations then
        counted := '1 as ended, (ended.state = ''failed'')::integer as failed,'
            ' 1000 * date_part(''epoch'', ended.started_at - ended.due_at) as wait,'
            ' 1000 * date_part(''epoch'', ended.finished_at - ended.started_at) as run';
        grouped := '';
        percentiles := 'percentile_cont(array[0.5, 0.95, 0.99]) within group (order by wait),'
            ' percentile_cont(array[0.5, 0.95, 0.99]) within group (order by run)';
    end if;
    return format($statement$
        with ended as (
            select
                task.queue, task.name, task.state, task.finished_at as at, %8$s
            from orakul.task
            %9$s
            where task.finished_at >= %2$L::timestamptz and task.finished_at < %3$L::timestamptz
                and %6$s
            union all
            select
                task.queue, task.name, earlier.ended_as, earlier.finished_at, earlier.worker,
                earlier.due_at, earlier.started_at, earlier.finished_at
            from orakul.earlier_end as earlier
            join orakul.task on task.id = earlier.task_id
            where earlier.finished_at >= %2$L::timestamptz
                and earlier.finished_at < %3$L::timestamptz
                and earlier.finished_at is distinct from task.finished_at
                and %6$s
        ),
        measured as materialized (
            select
                %1$s as key,
                floor(date_part('epoch', ended.at - %4$L::timestamptz)
                    / date_part('epoch', %5$L::interval))::integer as bucket,
                %10$s
            from ended
            %11$s
        ),
        series as (
            select key, row_number() over (order by sum(ended) desc, key) as place
            from measured group by key
        )
        select
            case when place <= %7$s then nullif(key, '') end,
            place > %7$s,
            bucket,
            sum(ended),
            sum(failed),
            %12$s
        from measured join series using (key)
        group by 1, 2, least(place, %7$s + 1), 3
        order by least(place, %7$s + 1), 3
        $statement$, key_, since, until, start, step, condition, most, of_attempt, attempt,
        counted, grouped, percentiles);
end;
$$;

create or replace function orakul.series_of_tasks_v2(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, since timestamptz, until timestamptz, start timestamptz, step interval,
    split_by text, most integer, durations boolean
) returns table (
    key text, is_rest boolean, bucket integer, ended bigint, failed bigint,
    wait double precision[], run double precision[]
)
-- A chart of a long time holds a line for each task at once: better in memory than in files.
language plpgsql stable set work_mem = '64MB' as $$
begin
    return query execute orakul.series_of_tasks_statement(
        reader, states, name, owner, project, id_prefix, search, since, until, start, step,
        split_by, most, durations);
end;
$$;
