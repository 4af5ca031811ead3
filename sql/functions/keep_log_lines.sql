-- Keep what tasks logged: lines of any number of tasks, in the order they were written.
--
-- A task has 10,000 lines or 5 MiB of them, whatever comes first. The first line beyond
-- closes its log: what is kept is the beginning without a hole, and one last line says how
-- many more there were. The row of the size is locked, so two workers exceed nothing
-- together; rows are locked in the order of tasks, so two batches cannot deadlock. Lines of
-- a task that is gone are nobody's.
--
-- The event says how far the log goes, not what it holds: a line is stored once, and read
-- by who looks at the task, while an event is stored for a month and sent to everybody who
-- watches the board. It is not an event of the task's own history, so it names no task
-- outside of its data, and whoever reads that history does not wade through it.

create or replace function orakul.keep_log_lines_v1(given jsonb, actor text) returns void
language plpgsql as $$
declare
    most constant integer := 10000;
    largest constant bigint := 5 * 1024 * 1024;
    tasks bigint[] := array(
        select distinct (line ->> 'task_id')::bigint from jsonb_array_elements(given) as line);
    told bigint[];
begin
    insert into orakul.task_log_size (task_id)
    select id from orakul.task where id = any (tasks) order by id
    on conflict do nothing;
    perform from orakul.task_log_size where task_id = any (tasks)
    order by task_id for no key update;

    with line as materialized (
        select
            size.task_id,
            size.lines + row_number() over written as number,
            size.bytes + sum(64 + octet_length(line ->> 'event') + octet_length(line ->> 'fields'))
                over written as bytes,
            size.dropped = 0 as open,
            line
        from jsonb_array_elements(given) with ordinality as each (line, place)
        join orakul.task_log_size as size on size.task_id = (line ->> 'task_id')::bigint
        window written as (partition by size.task_id order by place)
    ), judged as (
        select *, open and number <= most and bytes <= largest as fits from line
    ), kept as (
        insert into orakul.task_log
            (task_id, number, at, attempt, level, span_id, logger, event, fields)
        select
            task_id, number, (line ->> 'at')::timestamptz, (line -> 'attempt')::integer,
            line ->> 'level', line ->> 'span_id', line ->> 'logger', line ->> 'event',
            line -> 'fields'
        from judged where fits
    ), counted as (
        update orakul.task_log_size as size
        set lines = size.lines + batch.kept,
            bytes = coalesce(batch.bytes, size.bytes),
            dropped = size.dropped + batch.dropped
        from (
            select
                task_id,
                bool_or(open) as open,
                count(*) filter (where fits) as kept,
                max(bytes) filter (where fits) as bytes,
                count(*) filter (where not fits) as dropped
            from judged group by task_id
        ) as batch
        where size.task_id = batch.task_id
        returning size.task_id, batch.open
    )
    select array_agg(task_id) filter (where open) into told from counted;

    insert into orakul.task_log (task_id, number, at, attempt, level, logger, event, fields)
    select
        size.task_id, size.lines + 1, clock_timestamp(), task.attempt, 'warning', 'orakul',
        'the log is full: ' || dropped || ' more lines were dropped',
        jsonb_build_object('dropped', dropped)
    from orakul.task_log_size as size
    join orakul.task on task.id = size.task_id
    where size.task_id = any (tasks) and dropped > 0
    on conflict (task_id, number) do update
    set event = excluded.event, fields = excluded.fields, attempt = excluded.attempt,
        at = excluded.at;

    insert into orakul.ticket (drafts)
    select array_agg((
        'tasks', 'task_logged', 'owner', task.project_id, task.owner_id, null,
        keep_log_lines_v1.actor, null, task.trace_id,
        json_build_object(
            'task_id', task.id::text, 'upto', size.lines + (size.dropped > 0)::integer)
        )::orakul.event_draft order by task.id)
    from orakul.task
    join orakul.task_log_size as size on size.task_id = task.id
    where task.id = any (told)
    having count(*) > 0;
end;
$$;
