-- A page of tasks by any column, either way, after a place (a sort key and an id): as they
-- are, or as they were after the event at the position *upto*.
--
-- The order has to be written into the statement: an order by parameter could use no
-- index. Columns come from the table below and nowhere else. Nulls come last ascending
-- and first descending, as PostgreSQL's indexes have them. A long error is compared by
-- its beginning; ids decide between equals, so no task is skipped or repeated.

create or replace function orakul.page_of_tasks_v1(
    upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search text, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns table (id bigint, key text, task jsonb)
language plpgsql stable as $$
declare
    source text := case when upto is null then 'orakul.task' else 'orakul.tasks_as_of($11)' end;
    column_ record;
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    after text := 'true';
    by_id text := 'true';
begin
    select * into strict column_
    from (values
        ('id', 'task.id', 'bigint', false),
        ('name', 'task.name', 'text', false),
        ('queue', 'task.queue', 'text', false),
        ('state', $s$ array_position(
            array['pending', 'in_progress', 'completed', 'failed', 'cancelled'], task.state) $s$,
            'integer', false),
        ('owner', '(select person.name from orakul.person where person.id = task.owner_id)',
            'text', true),
        ('project', '(select slug from orakul.project where project.id = task.project_id)',
            'text', true),
        ('priority', 'task.priority', 'bigint', false),
        ('created_at', 'task.created_at', 'timestamptz', false),
        ('scheduled_at', 'task.scheduled_at', 'timestamptz', true),
        ('started_at', 'task.started_at', 'timestamptz', true),
        ('finished_at', 'task.finished_at', 'timestamptz', true),
        ('attempt', 'task.attempt', 'bigint', false),
        ('max_attempts', 'task.max_attempts', 'bigint', true),
        ('progress', 'task.progress_done::double precision / nullif(task.progress_total, 0)',
            'double precision', true),
        ('error', 'left(task.error, 100)', 'text', true),
        ('trace_id', 'task.trace_id', 'text', false)
    ) as sortable (name, expression, type, nullable)
    where sortable.name = sort;

    if after_id is not null then
        after := case
            when not column_.nullable
                then format('(%1$s, task.id) %2$s ($9::%3$s, $10)',
                    column_.expression, beyond, column_.type)
            when after_key is not null
                then format('((%1$s, task.id) %2$s ($9::%3$s, $10) %4$s)',
                    column_.expression, beyond, column_.type,
                    case when not descending
                        then format('or %s is null', column_.expression) else '' end)
            else format('(%1$s is null and task.id %2$s $10 %3$s)',
                column_.expression, beyond,
                case when descending
                    then format('or %s is not null', column_.expression) else '' end)
        end;
    end if;

    -- The ids that begin with some digits are one range for each number of further digits.
    if id_prefix is not null then
        select string_agg(
            format('task.id between %s and %s',
                id_prefix::bigint * scale, (id_prefix::bigint + 1) * scale - 1),
            ' or ')
        into by_id
        from generate_series(0, 18 - length(id_prefix)) as further
        cross join lateral (select trunc(10::numeric ^ further)::bigint) as scaled (scale);
    end if;

    return query execute format($statement$
        with page as (
            select task as row, task.id, %1$s as key
            from %5$s as task
            where ($1 is null or task.owner_id = $1)
                and ($2 is null or task.state = any ($2))
                and ($3 is null or task.name = $3)
                and ($4 is null or task.owner_id = $4::bigint)
                and ($5 is null or task.project_id = (
                    select project.id from orakul.project
                    where project.slug = $5 or project.id::text = $5
                    order by project.slug = $5 desc
                    limit 1))
                and (%4$s)
                and ($7 is null or strpos(lower(task.name), lower($7)) > 0
                    or starts_with(task.id::text, $7))
                and %3$s
            order by %1$s %2$s, task.id %2$s
            limit $8
        )
        select page.id, page.key::text,
            orakul.task_shape(page.row)
                || jsonb_build_object('args', orakul.shown_args(page.row)) || orakul.shown_result(page.row)
        from page
        order by page.key %2$s, page.id %2$s
        $statement$, column_.expression, direction, after, by_id, source)
    using reader, states, name,
        case
            when owner ~ '^[0-9]{1,18}$' then owner
            when owner is not null then coalesce(
                (select person.id::text from orakul.person where lower(email) = lower(owner)),
                '-1')
        end,
        project, id_prefix, search, most, after_key, after_id, upto;
end;
$$;
