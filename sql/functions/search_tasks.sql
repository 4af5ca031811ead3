-- A tree of search (src/orakul/tasks/search), made a condition on orakul.task. What comes from
-- a person is in it as quoted literals alone; columns and signs come from the lists below.
--
-- A leaf that an index of words proposes tasks for asks it first. If those are few, their ids
-- become a part of the condition, so that the planner knows how few; if they are many, a page
-- of them is soon found in any order. Left to guess, it would read a million tasks in the
-- order of the page to find three.

-- The names, queues and workers that there are, each found by one look into the index.
create or replace function orakul.task_names() returns setof text
language sql stable as $$
    with recursive each (name) as (
        (select name from orakul.task order by name limit 1)
        union all
        select (select task.name from orakul.task where task.name > each.name
            order by task.name limit 1)
        from each where each.name is not null
    )
    select name from each where name is not null
$$;

create or replace function orakul.task_queues() returns setof text
language sql stable as $$
    with recursive each (queue) as (
        (select queue from orakul.task order by queue limit 1)
        union all
        select (select task.queue from orakul.task where task.queue > each.queue
            order by task.queue limit 1)
        from each where each.queue is not null
    )
    select queue from each where queue is not null
$$;

create or replace function orakul.task_workers() returns setof text
language sql stable as $$
    with recursive each (worker) as (
        (select worker from orakul.task_attempt order by worker limit 1)
        union all
        select (select attempt.worker from orakul.task_attempt as attempt
            where attempt.worker > each.worker order by attempt.worker limit 1)
        from each where each.worker is not null
    )
    select worker from each where worker is not null
$$;

-- The ids that a query finds, null if there are more than it is worth to look at one by one.
create or replace function orakul.few_ids(statement text) returns bigint[]
language plpgsql stable strict as $$
declare
    most constant integer := 10000;
    ids bigint[];
begin
    execute format('select array(select task_id from (%s) as found limit %s)',
        statement, most + 1) into ids;
    return case when cardinality(ids) <= most then ids end;
end;
$$;

-- *condition*, restricted to the tasks that were proposed where they are few.
create or replace function orakul.narrowed(condition text, ids bigint[]) returns text
language sql immutable as $$
    select case when ids is null then format('(%s)', condition)
        else format('(task.id = any (%L::bigint[]) and %s)', ids, condition) end
$$;

create or replace function orakul.quote_lexeme(text) returns text
language sql immutable as $$
    select '''' || replace(replace(left($1, 100), '\', '\\'), '''', '''''') || ''''
$$;

-- A query of the index for words that stand in a text one after the other, the last one maybe
-- not in full; null if there is no word.
create or replace function orakul.words_query(words text, mark text) returns text
language sql immutable as $$
    select string_agg(
        orakul.quote_lexeme(mark || word) || case when length(word) >= 99 then ':*' else '' end,
        ' & ' order by place) || case when length((array_agg(word order by place desc))[1]) < 99
            then ':*' else '' end
    from unnest(string_to_array(words, ' ')) with ordinality as each (word, place)
    where word <> ''
$$;

create or replace function orakul.proposed(query text) returns text
language sql immutable strict as $$
    select format('select task_id from orakul.task_search where words @@ %L::tsquery', query)
$$;

-- The ids that begin with some digits are one range for each number of further digits.
create or replace function orakul.ids_beginning(digits text) returns text
language sql immutable as $$
    select '(' || string_agg(
        format('task.id between %s and %s',
            digits::bigint * scale, (digits::bigint + 1) * scale - 1),
        ' or ') || ')'
    from generate_series(0, 18 - length(digits)) as further
    cross join lateral (select trunc(10::numeric ^ further)::bigint) as scaled (scale)
$$;

create or replace function orakul.person_called(owner text) returns bigint
language sql stable strict as $$
    select case when owner ~ '^[0-9]{1,18}$' then owner::bigint else coalesce(
        (select person.id from orakul.person where lower(email) = lower(owner)), -1) end
$$;

-- Who has this e-mail, name or id; or whose e-mail or name is like *pattern*. Who has no e-mail
-- cannot sign in: authors of messages, who may be many, and whom the index of e-mails leaves out.
create or replace function orakul.owners(owner text, pattern text) returns bigint[]
language sql stable as $$
    select case when owner ~ '^[0-9]{1,18}$' then array[owner::bigint] else array(
        select person.id
        from orakul.person
        where lower(email) is not null and case
            when owner is not null then lower(owner) in (lower(email), lower(name))
            else lower(email) like lower(pattern) or lower(name) like lower(pattern) end) end
$$;

-- Whom a text alone means: it begins a word of their name, or their e-mail. The quick look comes
-- first.
create or replace function orakul.owners_meant(given text) returns bigint[]
language plpgsql stable as $$
declare
    words text := orakul.search_words(given);
    longest text := orakul.longest_word(words);
begin
    return array(
        select person.id
        from orakul.person
        where lower(email) is not null and longest is not null
            and (starts_with(lower(email), lower(given))
                or strpos(lower(name), longest) > 0
                    and strpos(orakul.search_words(name), words) > 0));
end;
$$;

create or replace function orakul.projects_like(pattern text) returns bigint[]
language sql stable as $$
    select array(select project.id from orakul.project where lower(slug) like lower(pattern))
$$;

-- That a column has one of these ids. One alone lets an index give the order of a list, too.
create or replace function orakul.is_among(column_ text, ids bigint[]) returns text
language sql immutable as $$
    select case cardinality(ids)
        when 0 then 'false'
        when 1 then format('task.%I = %s', column_, ids[1])
        else format('task.%I = any (%L::bigint[])', column_, ids) end
$$;

create or replace function orakul.project_called(project text) returns bigint
language sql stable strict as $$
    select coalesce((
        select project.id from orakul.project
        where project.slug = project_called.project
            or project.id::text = project_called.project
        order by project.slug = project_called.project desc
        limit 1), -1)
$$;

-- That a task was there by a time which something of it is compared with, and some seconds to
-- spare for a clock that was set back; null where that is not said. It is nothing but a help: a
-- list that begins with the newest need not look at all those that were made since.
create or replace function orakul.made_by(op text, at text) returns text
language sql immutable as $$
    select format('task.created_at <= %L::timestamptz + interval ''10 seconds''', at)
    where op in ('=', '<', '<=')
$$;

-- A comparison of a column. Of names and queues there are few, so a pattern is compared with
-- them rather than with every task.
create or replace function orakul.column_condition(leaf jsonb, past boolean) returns text
language plpgsql stable as $$
declare
    column_ text := leaf ->> 'column';
    op text := leaf ->> 'op';
    value text := leaf ->> 'value';
    type text;
begin
    select each.type into strict type
    from (values
        ('id', 'bigint'), ('name', 'text'), ('queue', 'text'), ('lock', 'text'),
        ('state', 'text'), ('fingerprint', 'text'), ('trace_id', 'text'),
        ('priority', 'integer'), ('attempt', 'integer'), ('cancelling', 'boolean'),
        ('created_at', 'timestamptz'), ('scheduled_at', 'timestamptz'),
        ('started_at', 'timestamptz'), ('finished_at', 'timestamptz'),
        ('error', 'text'), ('result', 'text'), ('owner_id', 'bigint'), ('project_id', 'bigint'),
        ('discarded_at', 'timestamptz')
    ) as each (name, type)
    where each.name = column_;
    return case
        when op = 'known' then format('task.%I is not null', column_)
        when op = 'like' and column_ in ('name', 'queue') and not past then
            format('task.%I = any (%L::text[])', column_, array(
                select known
                from (
                    select orakul.task_names() where column_ = 'name'
                    union all
                    select orakul.task_queues() where column_ = 'queue') as each (known)
                where lower(known) like lower(value)))
        when op = 'like' then format('lower(task.%I) like lower(%L)', column_, value)
        when op in ('=', '>', '>=', '<', '<=') then format('(%s)', concat_ws(' and ',
            format('task.%I %s %L::%s', column_, op, value, type),
            case when column_ in ('started_at', 'finished_at') then orakul.made_by(op, value) end))
    end;
end;
$$;

-- The longest word of what search_words returns; null if there is none.
create or replace function orakul.longest_word(words text) returns text
language sql immutable as $$
    select word from unnest(string_to_array(words, ' ')) as word
    where word <> '' order by length(word) desc limit 1
$$;

create or replace function orakul.text_query(words text) returns text
language sql immutable as $$
    select format('(%s) | (%s)', orakul.words_query(words, '!'), orakul.words_query(words, ''))
    where words <> ' '
$$;

-- The query of the index that proposes every task which a leaf finds; null where none does. A
-- short value of an argument at the top is in the index as a whole, of any other its words are,
-- if the index holds all of that task.
-- A text alone may be a part of a name or of an id, or mean an owner: those the index does not
-- know.
create or replace function orakul.leaf_query(leaf jsonb) returns text
language plpgsql stable as $$
declare
    given text := coalesce(leaf ->> 'text', leaf ->> 'value');
    words text := orakul.search_words(given);
begin
    return case
        when leaf ->> 'of' = 'error' then orakul.words_query(words, '!')
        when leaf ->> 'of' = 'args' then orakul.words_query(words, '')
        when leaf ->> 'of' = 'any' and given !~ '^[1-9][0-9]{0,17}$' and not exists (
            select from orakul.task_names() as name where strpos(lower(name), lower(given)) > 0)
            and orakul.owners_meant(given) = '{}'
            then orakul.text_query(words)
        when leaf ? 'path' and leaf ->> 'op' = '=' then case
            when jsonb_array_length(leaf -> 'path') = 1 and length(given) <= 12
                then orakul.quote_lexeme((leaf #>> '{path,0}') || '=' || lower(given)) || ' | ''='''
            else orakul.words_query(words, '') || ' | ''==''' end
    end;
end;
$$;

-- A comparison of an argument. Whether the arguments, as they are kept, hold the longest word of
-- the value at all is a quick look, that spares most of them the slow one, at what may be shown.
create or replace function orakul.arg_condition(leaf jsonb, propose boolean) returns text
language plpgsql stable as $$
declare
    op text := leaf ->> 'op';
    value text := leaf ->> 'value';
    longest text := case when op = '=' then orakul.longest_word(orakul.search_words(value)) end;
    condition text := concat_ws(' and ',
        case when longest is not null then
            format('strpos(lower(task.args::text), %L) > 0', longest) end,
        format('exists (select'
            ' from orakul.arg_values(orakul.searchable_args(task), %L::text[]) as value where %s)',
            array(select jsonb_array_elements_text(leaf -> 'path')),
            case
                when op = 'known' then 'true'
                when op = 'like' then format('lower(value #>> ''{}'') like lower(%L)', value)
                when op = '=' then format('lower(value #>> ''{}'') = lower(%L)', value)
                when op in ('>', '>=', '<', '<=') then format(
                    'case jsonb_typeof(value)'
                    ' when ''number'' then value::numeric %s %L::numeric end', op, value)
            end));
begin
    return orakul.narrowed(condition, case when propose then
        orakul.few_ids(orakul.proposed(orakul.leaf_query(leaf))) end);
end;
$$;

-- A text in the name, first in the id, of an owner, or in the error or the arguments. Ahead of
-- the exact comparison of words stands a quick one, which whatever is found passes as well: of
-- several texts the planner asks the quick ones first.
create or replace function orakul.text_condition(leaf jsonb, past boolean, propose boolean)
returns text
language plpgsql stable as $$
declare
    about text := leaf ->> 'of';
    given text := leaf ->> 'text';
    words text := orakul.search_words(given);
    longest text := orakul.longest_word(words);
    quick text := concat_ws(' or ',
        case when about <> 'args' then format('strpos(lower(task.error), %L) > 0', longest) end,
        case when about <> 'error' then
            format('strpos(lower(task.args::text), %L) > 0', longest) end);
    exact text := concat_ws(' or ',
        case when about <> 'args' then
            format('strpos(orakul.search_words(task.error), %L) > 0', words) end,
        case when about <> 'error' then format(
            'strpos(orakul.args_words(orakul.searchable_args(task)), %L) > 0', words) end);
    named text := case when about = 'any' then concat_ws(' or ',
        case
            when past then format('strpos(lower(task.name), lower(%L)) > 0', given)
            else format('task.name = any (%L::text[])', array(
                select name from orakul.task_names() as name
                where strpos(lower(name), lower(given)) > 0)) end,
        orakul.is_among('owner_id', nullif(orakul.owners_meant(given), '{}')),
        case when given ~ '^[1-9][0-9]{0,17}$' then orakul.ids_beginning(given) end) end;
    ids bigint[];
begin
    if longest is null then
        return format('(%s)', coalesce(named, 'false'));
    end if;
    if propose then
        ids := orakul.few_ids(orakul.proposed(
            case about when 'any' then orakul.text_query(words) else orakul.leaf_query(leaf) end));
    end if;
    return case
        when ids is not null then format('(%s)', concat_ws(' or ',
            named, orakul.narrowed('(' || exact || ')', ids)))
        else format('((%s) and (%s))',
            concat_ws(' or ', named, quick), concat_ws(' or ', named, exact))
    end;
end;
$$;

-- In the past, the attempts that had begun by then.
drop function if exists orakul.worker_condition(text, boolean);

create or replace function orakul.worker_condition(pattern text, past boolean, propose boolean)
returns text
language plpgsql stable as $$
declare
    workers text[] := array(
        select worker from orakul.task_workers() as worker where lower(worker) like lower(pattern));
begin
    return orakul.narrowed(
        format('exists (select from orakul.task_attempt as attempt'
            ' where attempt.task_id = task.id and attempt.worker = any (%L::text[])%s)',
            workers, case when past then ' and attempt.number <= task.attempt' end),
        case when propose then orakul.few_ids(format(
            'select distinct task_id from orakul.task_attempt where worker = any (%L::text[])',
            workers)) end);
end;
$$;

-- Whether a task had an end that all *bounds* hold for, pairs of a sign and a time: its last, or
-- one before a retry. In the past, one that there had been by then.
create or replace function orakul.ended_condition(bounds jsonb, upto bigint, propose boolean)
returns text
language plpgsql stable as $$
declare
    last text;
    earlier text;
    made text;
    ids bigint[];
begin
    select
        string_agg(orakul.made_by(sign, at), ' and '),
        string_agg(format('task.finished_at %s %L::timestamptz', sign, at), ' and '),
        'select earlier.task_id from orakul.earlier_end as earlier where '
            || string_agg(format('earlier.finished_at %s %L::timestamptz', sign, at), ' and ')
    into made, last, earlier
    from jsonb_array_elements(bounds) as bound
    cross join lateral (select bound ->> 0 as sign, bound ->> 1 as at) as each
    where sign in ('=', '>', '>=', '<', '<=');
    if upto is not null then
        earlier := earlier || ' and earlier.task_id = task.id and earlier.number'
            ' <= task.attempt - (task.state = ''in_progress'')::integer'
            ' and earlier.position <= ' || upto;
    elsif propose then
        ids := orakul.few_ids(format(
            'select id as task_id from orakul.task where %s union all %s', last, earlier));
    end if;
    return case
        when ids is not null then format('task.id = any (%L::bigint[])', ids)
        else concat_ws(' and ', made, format('(%s or task.id in (%s))', last, earlier)) end;
end;
$$;

-- The condition that all of these hold. One of which there are few is enough; where there are
-- many of each, there may be few of all of them together, which takes the index longer to tell.
create or replace function orakul.all_condition(parts jsonb, upto bigint, propose boolean)
returns text
language plpgsql stable as $$
declare
    query text;
    queries text[];
    ids bigint[];
    condition text;
begin
    if propose then
        queries := array(
            select proposal
            from jsonb_array_elements(parts) as part
            cross join orakul.leaf_query(part) as proposal
            where proposal is not null);
        foreach query in array queries loop
            ids := orakul.few_ids(orakul.proposed(query));
            exit when ids is not null;
        end loop;
        if ids is null and cardinality(queries) > 1 then
            ids := orakul.few_ids(orakul.proposed(
                '(' || array_to_string(queries, ') & (') || ')'));
        end if;
    end if;
    select string_agg(
        orakul.search_condition(
            part, upto, propose and ids is null and orakul.leaf_query(part) is null),
        ' and ' order by place)
    into condition
    from jsonb_array_elements(parts) with ordinality as each (part, place);
    return orakul.narrowed(coalesce(condition, 'true'), ids);
end;
$$;

-- The condition that a tree stands for, after the event at *upto*, now where that is null. In the
-- past nothing is proposed, since the indexes are of the present; nor is it below a negation,
-- which finds what was not proposed.
create or replace function orakul.search_condition(tree jsonb, upto bigint, propose boolean)
returns text
language plpgsql stable as $$
declare
    past boolean := upto is not null;
begin
    return case
        when tree ? 'and' then orakul.all_condition(tree -> 'and', upto, propose)
        when tree ? 'or' then (
            select '(' || string_agg(
                orakul.search_condition(each, upto, propose), ' or ' order by place) || ')'
            from jsonb_array_elements(tree -> 'or') with ordinality as each (each, place))
        when tree ? 'not' then
            format('(%s) is not true', orakul.search_condition(tree -> 'not', upto, false))
        when tree ? 'column' then orakul.column_condition(tree, past)
        when tree ? 'path' then orakul.arg_condition(tree, propose)
        when tree ? 'text' then orakul.text_condition(tree, past, propose)
        when tree ? 'worker' then orakul.worker_condition(tree ->> 'worker', past, propose)
        when tree ? 'ended' then orakul.ended_condition(tree -> 'ended', upto, propose)
        when tree ? 'id_prefix' then orakul.ids_beginning(tree ->> 'id_prefix')
        when tree ? 'owner' then
            orakul.is_among('owner_id', orakul.owners(tree ->> 'owner', tree ->> 'like'))
        when tree ? 'project' then
            orakul.is_among('project_id', case when tree ? 'like'
                then orakul.projects_like(tree ->> 'like')
                else array[orakul.project_called(tree ->> 'project')] end)
    end;
end;
$$;

-- What a list of tasks is restricted to: a reader's own where there is one, and a filter.
create or replace function orakul.tasks_condition(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, upto bigint
) returns text
language plpgsql stable as $$
begin
    return concat_ws(' and ', 'true',
        'task.owner_id = ' || reader,
        case
            when cardinality(states) = 1 then format('task.state = %L', states[1])
            when cardinality(states) > 1 then format('task.state = any (%L::text[])', states)
        end,
        case when name is not null then format('task.name = %L', name) end,
        'task.owner_id = ' || orakul.person_called(owner),
        'task.project_id = ' || orakul.project_called(project),
        orakul.ids_beginning(id_prefix),
        orakul.search_condition(search, upto, upto is null));
end;
$$;

-- How many tasks a filter finds, counted up to *most*; whether that is all of them; and how
-- many there are, judged by a sample where that is not known. What it would take long to count
-- is not counted: then the number is null. (A stable function may not explain.)
create or replace function orakul.count_tasks_v1(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb, most integer
) returns table (counted bigint, is_exact boolean, estimate bigint)
language plpgsql volatile as $$
declare
    dearest constant double precision := 30000;  -- of the planner's units: a part of a second
    sampled constant double precision := 1000;  -- tasks
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, null);
    bounded text := format('select count(*) from (select from orakul.task where %s limit %s) as found',
        condition, most + 1);
    plan json;
    there double precision := (
        -- Of a table that nobody has analysed the size tells roughly.
        select case when reltuples > 0 then reltuples else 1 + pg_relation_size(oid) / 1000 end
        from pg_class where oid = 'orakul.task'::regclass);
begin
    execute 'explain (format json) ' || bounded into plan;
    if (plan #>> '{0,Plan,Total Cost}')::double precision <= dearest then
        execute bounded into counted;
    end if;
    is_exact := coalesce(counted <= most, false);
    -- Not least(), which makes *most* of null.
    counted := case when is_exact then counted when counted is not null then most end;
    if is_exact then
        estimate := counted;
    else
        execute format(
            'select count(*) filter (where %s) / greatest(count(*), 1)::double precision * %s'
            ' from orakul.task tablesample system (%s) repeatable (0)',
            condition, there, least(100, 100 * sampled / there)) into estimate;
        estimate := greatest(estimate, counted);
    end if;
    return next;
end;
$$;

-- The tasks that a filter finds, by id.
create or replace function orakul.matching_tasks_v2(
    reader bigint, states text[], name text, owner text, project text, id_prefix text,
    search jsonb
) returns bigint[]
language plpgsql stable as $$
declare
    ids bigint[];
begin
    execute 'select array(select task.id from orakul.task where '
        || orakul.tasks_condition(reader, states, name, owner, project, id_prefix, search, null)
        || ' order by task.id)'
    into ids;
    return ids;
end;
$$;
