-- A page of tasks by any column, either way, after a place (a sort key and an id): as they
-- are, or as they were after the event at the position *upto*.
--
-- The order has to be written into the statement: an order by parameter could use no
-- index. Columns come from the table below and nowhere else. Nulls come last ascending
-- and first descending, as PostgreSQL's indexes have them. A long error is compared by
-- its beginning; ids decide between equals, so no task is skipped or repeated.

create or replace function orakul.page_of_tasks_statement(
    upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns text
language plpgsql stable as $$
declare
    source text := case when upto is null then 'orakul.task'
        else format('orakul.tasks_as_of(%s)', upto) end;
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, upto is not null);
    column_ record;
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    after text := 'true';
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
                then format('(%1$s, task.id) %2$s (%5$L::%3$s, %6$s)',
                    column_.expression, beyond, column_.type, null, after_key, after_id)
            when after_key is not null
                then format('((%1$s, task.id) %2$s (%5$L::%3$s, %6$s) %4$s)',
                    column_.expression, beyond, column_.type,
                    case when not descending
                        then format('or %s is null', column_.expression) else '' end,
                    after_key, after_id)
            else format('(%1$s is null and task.id %2$s %4$s %3$s)',
                column_.expression, beyond,
                case when descending
                    then format('or %s is not null', column_.expression) else '' end,
                after_id)
        end;
    end if;

    return format($statement$
        with page as (
            select task as row, task.id, %1$s as key
            from %4$s as task
            where %5$s and %3$s
            order by %1$s %2$s, task.id %2$s
            limit %6$s
        )
        select page.id, page.key::text,
            orakul.task_shape(page.row)
                || jsonb_build_object('args', orakul.shown_args(page.row)) || orakul.shown_result(page.row)
        from page
        order by page.key %2$s, page.id %2$s
        $statement$, column_.expression, direction, after, source, condition, most);
end;
$$;

create or replace function orakul.page_of_tasks_v2(
    upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns table (id bigint, key text, task jsonb)
language plpgsql stable as $$
begin
    return query execute orakul.page_of_tasks_statement(
        upto, reader, states, name, owner, project, id_prefix, search, sort, descending,
        after_key, after_id, most);
end;
$$;
