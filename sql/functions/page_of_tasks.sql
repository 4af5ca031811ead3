-- A page of tasks by any column, either way, after a place (a sort key and an id): as they
-- are, or as they were after the event at the position *upto*.
--
-- The order has to be written into the statement: an order by parameter could use no
-- index. Columns come from the table below and nowhere else. Nulls come last ascending
-- and first descending, as PostgreSQL's indexes have them; of what is measured, of owners and
-- projects, and of arguments, last either way. A long text is compared by its beginning; between
-- equals ids decide, so no task is skipped or repeated.
--
-- Waiting and running go on by the clock, which moves no task in a list: those of which it
-- goes on are longer than all others, and the longer the earlier it began. So an order is the
-- same whenever it is asked for, and a client puts a task where it belongs.
--
-- Of a column with few values many tasks are equal: between those their age decides before the
-- id, as in the indexes, and the key is the age and the value, or the age alone where there is none.

-- The states in the order of a task's life.
create or replace function orakul.task_states() returns text[]
language sql immutable parallel safe as $$
    select array['pending', 'in_progress', 'completed', 'failed', 'cancelled']
$$;

-- The parts in which tasks are read by such a column, where no index has the order of all: which
-- ones they are, and their value where they have but one.
create or replace function orakul.parts_by(sort text)
returns table (those text, value bigint)
language sql immutable as $$
    select format('task.state = %L', state), place
    from unnest(orakul.task_states()) with ordinality as each (state, place)
    where sort = 'state'
    union all
    select part.those, part.value::bigint
    from (values
        ('task.priority < 0', null), ('task.priority = 0', 0), ('task.priority > 0', null)
    ) as part (those, value)
    where sort = 'priority'
    union all
    select 'true', null where sort not in ('state', 'priority')
$$;

-- Of the key of a list where age decides between equals, the value; null where there is none.
create or replace function orakul.value_of_key(key text) returns text
language sql immutable parallel safe as $$
    select case when strpos(key, ' ') > 0 then substr(key, strpos(key, ' ') + 1) end
$$;

-- That a task comes after one of its own value, by its age.
create or replace function orakul.beyond_age(beyond text, after_key text, after_id bigint)
returns text
language sql immutable as $$
    select format('(task.created_at, task.id) %s (%L::timestamptz, %s)',
        beyond, split_part(after_key, ' ', 1), after_id)
$$;

drop function if exists orakul.page_by_age_statement(
    text, text, text, text, text, boolean, text, bigint, integer);

-- The statement of a page by such a column. A page is the first of the first of each part. What
-- comes after a place is, of the same value, what is beyond its age, and what is beyond its value:
-- asked in one, the planner would take both for the second.
create or replace function orakul.page_by_age_statement(
    condition text, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns text
language plpgsql stable as $$
declare
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    key text := orakul.value_of_key(after_key);
    beyond_age text := orakul.beyond_age(beyond, after_key, after_id);
    number bigint := case when sort in ('state', 'priority') then key::bigint end;
    column_ record;
    parts text;
begin
    select * into strict column_ from orakul.sort_of_tasks(sort);
    select string_agg(format(
        $statement$ (
            select task as row, task.id, %1$s as key, task.created_at as age
            from orakul.task as task
            where %2$s and %3$s and %4$s
            order by %5$s task.created_at %6$s, task.id %6$s
            limit %7$s)
        $statement$,
        column_.expression, condition, part.those, step.after,
        case when step.is_mixed then format('%s %s,', column_.expression, direction) else '' end,
        direction, most), ' union all ')
    into parts
    from orakul.parts_by(sort) as part
    cross join lateral (values
        ('true', part.value is null, after_id is null),
        (beyond_age, false, part.value = number),
        ('true', false,
            case when descending then part.value < number else part.value > number end),
        (format('%s = %L::%s and %s', column_.expression, key, column_.type, beyond_age), false,
            part.value is null and after_id is not null),
        (format('%s %s %L::%s', column_.expression, beyond, key, column_.type), true,
            part.value is null and after_id is not null),
        ('false', false, after_id is not null) -- so that there is a part, whatever the place
    ) as step (after, is_mixed, applies)
    where step.applies;
    return orakul.listing_statement(
        format('select * from (%1$s) as part order by key %2$s, age %2$s, id %2$s limit %3$s',
            parts, direction, most),
        direction, 'last');
end;
$$;

-- How long something is that has gone on since a time, which counts to the millisecond, as
-- browsers know it: longer than whatever has ended.
create or replace function orakul.still_since(at timestamptz) returns bigint
language sql immutable parallel safe as $$
    select 1000000000000000
        - floor(1000 * extract(epoch from at - timestamptz '1970-01-01T00:00:00Z'))::bigint
$$;

-- What tasks are ordered by for an argument: a text before a number before true and false, as
-- PostgreSQL orders such values; null where there is none and where it holds others. No number of a
-- float is longer than the limit.
--
-- Null as well where it is hidden or may hold a secret, so that no order tells of one: the rules
-- are those of without_secrets (words_of_tasks.sql), for which all arguments would have to be
-- looked at. What of an argument is hidden by its name is asked once for all tasks, and this
-- becomes a part of the query.
drop function if exists orakul.arg_key(jsonb, text);

create or replace function orakul.arg_key(found jsonb, shows_texts boolean, shows_others boolean)
returns jsonb
language sql stable parallel safe as $$
    select case jsonb_typeof(found)
        when 'string' then case
            when shows_texts and not orakul.may_hold_secret(found #>> '{}')
            then to_jsonb(left(found #>> '{}', 100)) end
        when 'number' then case when shows_others and length(found::text) <= 400 then found end
        when 'boolean' then case when shows_others then found end
    end
$$;

-- Whether an argument is in one with a telling name, by which numbers are hidden, too.
drop function if exists orakul.leads_through_secret(text[]);

create or replace function orakul.is_in_secret(path text) returns boolean
language sql immutable parallel safe as $$
    select strpos(path, '.') > 0
        and orakul.names_secret(array_to_string(trim_array(string_to_array(path, '.'), 1), '.'))
$$;

-- The kinds of tasks that declare an argument, or what it is in, a secret.
create or replace function orakul.kinds_hiding(path text) returns text[]
language sql stable as $$
    select array(
        select kind.name from orakul.task_kind as kind
        where kind.secrets && array[path, split_part(path, '.', 1)])
$$;

-- The kinds of tasks that declare an argument, or what it is in, and no secret.
create or replace function orakul.kinds_showing(path text) returns text[]
language sql stable as $$
    select array(
        select kind.name from orakul.task_kind as kind
        where orakul.declared_args(kind) && array[path, split_part(path, '.', 1)]
            and not kind.secrets && array[path, split_part(path, '.', 1)])
$$;

-- How a list is sorted by: an expression over *task*, its type, whether it can be null, whether
-- null is last either way, whether age comes before the id between equals, and what is joined to
-- *task* for it: joined at once for all, where one by one would take twenty times as long.
drop function if exists orakul.sort_of_tasks(text);

create function orakul.sort_of_tasks(sort text)
returns table (
    expression text, type text, nullable boolean, none_last boolean, by_age boolean, joined text
)
language sql stable as $$
    select expression, type, nullable, none_last, by_age, case name
        when 'owner' then 'left join orakul.person as owner on owner.id = task.owner_id'
        when 'project' then 'left join orakul.project on project.id = task.project_id'
        -- As orakul.last_attempt has it.
        when 'wait' then last_attempt
        when 'run' then last_attempt
        else '' end
    from (values
        ('left join orakul.task_attempt as last on last.task_id = task.id'
            ' and last.number = task.attempt and last.started_at = task.started_at')
    ) as joining (last_attempt)
    cross join (values
        ('id', 'task.id', 'bigint', false, false, false),
        ('name', 'task.name', 'text', false, false, true),
        ('queue', 'task.queue', 'text', false, false, true),
        ('state', 'array_position(orakul.task_states(), task.state)',
            'bigint', false, false, true),
        ('owner', 'owner.name', 'text', true, true, true),
        ('project', 'project.slug', 'text', true, true, true),
        ('priority', 'task.priority', 'bigint', false, false, true),
        ('created_at', 'task.created_at', 'timestamptz', false, false, false),
        ('scheduled_at', 'task.scheduled_at', 'timestamptz', true, false, false),
        ('started_at', 'task.started_at', 'timestamptz', true, false, false),
        ('finished_at', 'task.finished_at', 'timestamptz', true, false, false),
        ('wait', 'case when task.state = ''pending'' then orakul.still_since(orakul.due_at(task))'
            ' else orakul.ms_between(last.due_at, last.started_at) end',
            'bigint', true, true, false),
        ('run', 'case when task.state = ''in_progress'' then orakul.still_since(task.started_at)'
            ' else orakul.ms_between(last.started_at, last.finished_at) end',
            'bigint', true, true, false),
        ('attempt', 'task.attempt', 'bigint', false, false, false),
        ('max_attempts', 'task.max_attempts', 'bigint', true, false, false),
        ('progress', 'task.progress_done::double precision / nullif(task.progress_total, 0)',
            'double precision', true, true, false),
        ('error', 'left(task.error, 100)', 'text', true, false, false),
        ('trace_id', 'task.trace_id', 'text', false, false, false)
    ) as sortable (name, expression, type, nullable, none_last, by_age)
    where name = sort
    union all
    select
        format('case when %s then orakul.arg_key(arg.found, %L, %L) end',
            case when orakul.names_likely_secret(path)
                then format('task.name = any (%L::text[])', orakul.kinds_showing(path))
                else format('task.name <> all (%L::text[])', orakul.kinds_hiding(path)) end,
            not orakul.names_secret(path), not orakul.is_in_secret(path)),
        'jsonb', true, true, false,
        -- A name with points in it goes before a way inwards.
        format('cross join lateral (select coalesce(task.args -> %L, task.args #> %L) as found'
            ' offset 0) as arg', path, string_to_array(path, '.'))
    from substr(sort, length('args.') + 1) as path
    where sort like 'args.%'
$$;

-- The statement around one that finds a page: each of its tasks with its id and its place.
create or replace function orakul.listing_statement(page text, direction text, nulls text)
returns text
language sql immutable as $$
    select format($statement$
        with page as (%1$s)
        select page.id,
            case when page.age is null then page.key::text
                else concat_ws(' ', replace(page.age::text, ' ', 'T'), page.key::text) end,
            orakul.listed_task(page.row)
        from page
        order by page.key %2$s nulls %3$s, page.age %2$s, page.id %2$s
        $statement$, page, direction, nulls)
$$;

-- The statement that reads the first tasks of a table in one order. Where nulls stand must be said as
-- an index has it, or it is not used.
create or replace function orakul.tasks_in_order_statement(
    source text, joined text, condition text, key text, age text, id text, direction text,
    nulls text, most integer
) returns text
language sql immutable as $$
    select orakul.listing_statement(
        format($statement$
            select task as row, task.id, %3$s as key, %4$s as age
            from %1$s as task %2$s
            where %5$s
            order by %3$s %7$s nulls %8$s, %4$s %7$s, %6$s %7$s
            limit %9$s
            $statement$, source, joined, key, age, condition, id, direction, nulls, most),
        direction, nulls)
$$;

-- The statement of a page that is read as a whole: of what no index has in order, and of the past,
-- which is no table.
create or replace function orakul.whole_page_statement(
    source text, condition text, sort text, descending boolean, after_key text, after_id bigint,
    most integer
) returns text
language plpgsql stable as $$
declare
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    column_ record;
    nulls text;
    age text := 'null::timestamptz';
    key text := after_key;
    place text := 'task.id'; -- among those that are equal
    after_place text := after_id::text;
    after text := 'true';
begin
    select * into strict column_ from orakul.sort_of_tasks(sort);
    nulls := case when descending and not column_.none_last then 'first' else 'last' end;

    if column_.by_age then
        age := 'task.created_at';
        key := orakul.value_of_key(after_key);
        place := 'task.created_at, task.id';
        after_place := format('%L::timestamptz, %s', split_part(after_key, ' ', 1), after_id);
    end if;
    if after_id is not null then
        after := case
            when key is not null then format('((%s, %s) %s (%L::%s, %s)%s)',
                column_.expression, place, beyond, key, column_.type, after_place,
                case when column_.nullable and nulls = 'last'
                    then format(' or %s is null', column_.expression) else '' end)
            else format('(%1$s is null and (%2$s) %3$s (%4$s)%5$s)',
                column_.expression, place, beyond, after_place,
                case when nulls = 'first'
                    then format(' or %s is not null', column_.expression) else '' end)
        end;
    end if;

    return orakul.tasks_in_order_statement(
        source, column_.joined, format('%s and %s', condition, after), column_.expression, age,
        'task.id', direction, nulls, most);
end;
$$;

-- The parts, in ascending order, of a list that no index has in order as a whole: which tasks they
-- are, what each is ordered by, and which id the index of that has. No key of a part is below its
-- *beginning*. What is null is one more part.
--
-- Most attempts are the last one of their task. The planner would take those that have its number
-- for few and those that began when it did for fewer: asked in a case, it takes them for a half.
create or replace function orakul.parts_in_line(sort text)
returns table (
    place integer, those text, expression text, joined text, id text, beginning bigint
)
language sql immutable as $$
    select
        part.place, part.those, part.expression,
        case when of_attempt then 'join orakul.task_attempt as last on last.task_id = task.id'
            ' and case when last.number = task.attempt then last.started_at = task.started_at end'
            else '' end,
        case when of_attempt then 'last.task_id' else 'task.id' end,
        part.beginning::bigint
    from (values
        ('scheduled_at', 1, 'true', 'task.scheduled_at', false, null),
        ('started_at', 1, 'true', 'task.started_at', false, null),
        ('finished_at', 1, 'true', 'task.finished_at', false, null),
        ('wait', 1, 'task.state <> ''pending''',
            'orakul.ms_between(last.due_at, last.started_at)', true, null),
        ('wait', 2, 'task.state = ''pending''',
            'orakul.still_since(orakul.due_at(task))', false, 500000000000000),
        ('run', 1, 'task.state <> ''in_progress'' and last.finished_at is not null',
            'orakul.ms_between(last.started_at, last.finished_at)', true, null),
        ('run', 2, 'task.state = ''in_progress''',
            'orakul.still_since(task.started_at)', false, 500000000000000)
    ) as part (sort, place, those, expression, of_attempt, beginning)
    where part.sort = parts_in_line.sort
$$;

drop function if exists orakul.part_statement(text, text, text, text, text, integer);

-- The statements that read such a list, one after the other until the page is full: whoever looks
-- for what is null may look at all tasks.
create or replace function orakul.page_in_parts_statements(
    condition text, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns setof text
language plpgsql stable as $$
declare
    direction constant text := case when descending then 'desc' else 'asc' end;
    beyond constant text := case when descending then '<' else '>' end;
    is_among_nulls constant boolean := after_id is not null and after_key is null;
    -- As indexes have them, though no part has any beside others.
    nulls constant text := case when descending then 'first' else 'last' end;
    column_ record;
    part record;
    nulls_first boolean;
    of_nulls text;
begin
    select * into strict column_ from orakul.sort_of_tasks(sort);
    nulls_first := descending and not column_.none_last;
    of_nulls := orakul.tasks_in_order_statement(
        'orakul.task', column_.joined,
        format('%s and %s is null and %s', condition, column_.expression, case
            when is_among_nulls then format('task.id %s %s', beyond, after_id) else 'true' end),
        format('null::%s', column_.type), 'null::timestamptz', 'task.id', direction, nulls, most);

    if nulls_first and after_key is null then
        return next of_nulls;
    end if;
    for part in
        select * from orakul.parts_in_line(sort)
        where nulls_first or not is_among_nulls
        order by case when descending then -place else place end
    loop
        continue when case when descending and part.beginning is not null
            then after_key::numeric < part.beginning end;
        return next orakul.tasks_in_order_statement(
            'orakul.task', part.joined,
            format('%s and %s and %s is not null and %s', condition, part.those, part.expression,
                case when after_key is null then 'true' else format('(%s, %s) %s (%L::%s, %s)',
                    part.expression, part.id, beyond, after_key, column_.type, after_id) end),
            part.expression, 'null::timestamptz', part.id, direction, nulls, most);
    end loop;
    if not nulls_first then
        return next of_nulls;
    end if;
end;
$$;

-- What tasks are sorted by that each has of another table: who owns it and what it is about. Of
-- these there are few, so a page is read holder by holder, in the order of their names.
create or replace function orakul.holders_of_tasks(sort text)
returns table (source text, name text, holder text)
language sql immutable as $$
    select holding.source, holding.name, holding.holder
    from (values
        ('owner', 'orakul.person', 'name', 'task.owner_id'),
        ('project', 'orakul.project', 'slug', 'task.project_id')
    ) as holding (sort, source, name, holder)
    where holding.sort = holders_of_tasks.sort
$$;

-- The statements that read such a list, one after the other until the page is full: what the
-- holder of the place has left, what is of those after it, and what nobody holds, for which
-- whoever comes to it may look at all tasks.
create or replace function orakul.page_by_holder_statements(
    condition text, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns setof text
language plpgsql stable as $$
declare
    direction constant text := case when descending then 'desc' else 'asc' end;
    beyond constant text := case when descending then '<' else '>' end;
    value constant text := orakul.value_of_key(after_key);
    beyond_age constant text := case when after_id is null then 'true'
        else orakul.beyond_age(beyond, after_key, after_id) end;
    holding record;
begin
    select * into strict holding from orakul.holders_of_tasks(sort);
    if value is not null then
        return next orakul.holders_statement(sort, format('%I = %L', holding.name, value),
            format('%s and %s', condition, beyond_age), direction, most);
    end if;
    if value is not null or after_id is null then
        return next orakul.holders_statement(sort,
            case when value is null then 'true'
                else format('%I %s %L', holding.name, beyond, value) end,
            condition, direction, most);
    end if;
    return next orakul.tasks_in_order_statement(
        'orakul.task', '',
        format('%s and %s is null and %s', condition, holding.holder,
            case when value is null then beyond_age else 'true' end),
        'null::text', 'task.created_at', 'task.id', direction, 'last', most);
end;
$$;

-- The first tasks of some holders. Several may have the same name: their tasks stand together. Who
-- holds none is left out first, or each might be looked up among all that are found; the first of
-- those that hold any from this one on, because that alone the planner cannot but take from the index.
create or replace function orakul.holders_statement(
    sort text, those text, condition text, direction text, most integer
) returns text
language sql immutable as $$
    select orakul.listing_statement(
        format($statement$
            select found.task as row, (found.task).id, named.name as key,
                (found.task).created_at as age
            from (
                select %1$I as name, array_agg(holder.id) as holders
                from %2$s as holder
                where %3$s and holder.id = (
                    select %4$s from orakul.task where %4$s >= holder.id order by %4$s limit 1)
                group by %1$I order by %1$I %6$s
            ) as named
            cross join lateral (
                select first.task
                from unnest(named.holders) as holder (id)
                cross join lateral (
                    select task from orakul.task as task
                    where %4$s = holder.id and %5$s
                    order by task.created_at %6$s, task.id %6$s
                    limit %7$s
                ) as first
                order by (first.task).created_at %6$s, (first.task).id %6$s
                limit %7$s
            ) as found
            order by named.name %6$s, (found.task).created_at %6$s, (found.task).id %6$s
            limit %7$s
            $statement$, holding.name, holding.source, those, holding.holder, condition,
            direction, most),
        direction, 'last')
    from orakul.holders_of_tasks(sort) as holding
$$;

drop function if exists orakul.page_of_tasks_statement(
    bigint, bigint, text[], text, text, text, text, jsonb, text, boolean, text, bigint, integer);

-- What reads a page: each statement is to be asked for what those before it did not find.
create or replace function orakul.page_of_tasks_statements(
    upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns setof text
language plpgsql stable as $$
declare
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, upto);
begin
    if upto is null and exists (select from orakul.parts_in_line(sort)) then
        return query select orakul.page_in_parts_statements(
            condition, sort, descending, after_key, after_id, most);
    elsif upto is null and exists (select from orakul.holders_of_tasks(sort)) then
        return query select orakul.page_by_holder_statements(
            condition, sort, descending, after_key, after_id, most);
    elsif upto is null and (select by_age from orakul.sort_of_tasks(sort)) then
        return next orakul.page_by_age_statement(
            condition, sort, descending, after_key, after_id, most);
    else
        return next orakul.whole_page_statement(
            case when upto is null then 'orakul.task'
                else format('orakul.tasks_as_of(%s)', upto) end,
            condition, sort, descending, after_key, after_id, most);
    end if;
end;
$$;

create or replace function orakul.page_of_tasks_v2(
    upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer
) returns table (id bigint, key text, task jsonb)
language plpgsql stable as $$
declare
    statement text;
    found_ integer := 0;
    more integer;
begin
    for statement in
        select * from orakul.page_of_tasks_statements(
            upto, reader, states, name, owner, project, id_prefix, search, sort, descending,
            after_key, after_id, most)
    loop
        return query execute format('select * from (%s) as part limit %s', statement, most - found_);
        get diagnostics more = row_count;
        found_ := found_ + more;
        exit when found_ >= most;
    end loop;
end;
$$;
