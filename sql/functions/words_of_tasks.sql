-- What can be found in a task's arguments and in its error, and the words that find it.
--
-- A word is what stands between blanks and ASCII punctuation, in lower case. What is searched
-- for has to begin where a word begins. The index of words only proposes tasks: whether one is
-- found is decided by these functions over the task itself, so that nothing else is an answer.
--
-- When this file changes, the words of all tasks are taken anew.

-- The words of a text, each after one blank. Of a long text the beginning counts.
create or replace function orakul.search_words(text) returns text
language sql immutable parallel safe as $$
    select ' ' || btrim(regexp_replace(
        lower(left($1, 4000)), '[\x01-\x20!-/:-@\[-`{-~]+', ' ', 'g'))
$$;

-- What a name holds whose value is hidden: as src/orakul/logs.py has it, which a test compares.
create or replace function orakul.secret_names() returns text
language sql immutable parallel safe as $$
    select 'token|password|passwd|api[-_]?key|authorization|cookie|secret'
$$;

create or replace function orakul.names_secret(text) returns boolean
language sql immutable parallel safe as $$
    select $1 ~* orakul.secret_names()
$$;

-- Arguments without the values that are hidden where they are shown (src/orakul/logs.py):
-- nobody finds out about a secret by searching for it. Of a text with a secret in it all is
-- left out.
create or replace function orakul.without_secrets(value jsonb) returns jsonb
language plpgsql immutable parallel safe as $$
begin
    return case jsonb_typeof(value)
        when 'object' then (
            select coalesce(jsonb_object_agg(key, case
                when jsonb_typeof(each.value) in ('string', 'object', 'array')
                    and orakul.names_secret(key)
                    then 'null'
                else orakul.without_secrets(each.value) end), '{}')
            from jsonb_each(without_secrets.value) as each)
        when 'array' then (
            select coalesce(jsonb_agg(orakul.without_secrets(each.value) order by place), '[]')
            from jsonb_array_elements(without_secrets.value) with ordinality as each (value, place))
        when 'string' then case when orakul.may_hold_secret(value #>> '{}') then 'null' else value end
        else value
    end;
end;
$$;

-- Whether a text looks as if there were a secret in it. It may say so of one without. What most
-- texts lack is looked for first: the long expression takes several times as long as the rest.
create or replace function orakul.may_hold_secret(text) returns boolean
language sql immutable parallel safe as $$
    select (strpos($1, ':') > 0 or strpos($1, '=') > 0) and $1 ~* (
            '(' || orakul.secret_names() || ')[\\"'']*\s*[=:]|\d{6,}:[\w-]{30,}|://[^/]*@')
        or $1 ~* 'sk-|eyJ|(bearer|basic)\s'
$$;

-- What can be found of a task's arguments: most hold no secret, and one look tells.
create or replace function orakul.searchable_args(task orakul.task) returns jsonb
language plpgsql stable parallel safe cost 2000 as $$
declare
    args jsonb := orakul.shown_args(task);
begin
    if args::text ~* (
        orakul.secret_names() || '|\d{6}:|sk-|eyJ|://|bearer|basic')
    then
        return orakul.without_secrets(args);
    end if;
    return args;
end;
$$;

-- The words of all values of arguments, in the order in which they are kept.
create or replace function orakul.args_words(args jsonb) returns text
language plpgsql immutable strict parallel safe cost 1000 as $$
begin
    -- A list of values as JSON writes it: what follows a backslash there is no letter of a word.
    return ' ' || btrim(regexp_replace(
        lower(left(
            jsonb_path_query_array(args, 'strict $.** ?
                (@.type() == "string" || @.type() == "number" || @.type() == "boolean")')::text,
            4000)),
        '(?:\\(?:u[0-9a-f]{4}|.)|[\x01-\x20!-/:-@\[\]-`{-~])+', ' ', 'g'));
end;
$$;

-- What the index holds of a task. A word of an argument is kept as it is, a word of an error
-- after !, and a short value of an argument at the top, or in a list there, after its name and
-- =, since alone it may be in many. No word holds either sign. Secrets are not left out here:
-- the index stands beside the arguments, and proposes.
--
-- An index takes no more than 1 MiB of a task, beyond which it would silently be wrong. Where
-- there are more short values than are kept, = says so, and == where words may be left out:
-- such a task is proposed to whoever asks for a value of an argument.
create or replace function orakul.task_lexemes(args jsonb, error text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
    most constant integer := 1000;
    lexemes text[] := orakul.cut_words(orakul.args_words(args));
    short text[];
begin
    if jsonb_typeof(args) = 'object' then
        short := array(
            select left(key || '=' || lower(item #>> '{}'), 100)
            from jsonb_each(args)
            cross join orakul.arg_values(value, '{}') as item
            where length(item #>> '{}') <= 12
            limit most + 1);
        lexemes := lexemes || short[:most]
            || case when cardinality(short) > most then array['='] end
            || case when length(args::text) > 4000 then array['=='] end;
    end if;
    if error is not null then
        lexemes := lexemes
            || orakul.cut_words(replace(orakul.search_words(error), ' ', ' !'));
    end if;
    return array_to_tsvector(array_remove(lexemes, '!'));
end;
$$;

-- The words of what search_words returns, none of them longer than an index takes.
create or replace function orakul.cut_words(words text) returns text[]
language plpgsql immutable parallel safe as $$
begin
    if octet_length(words) > 2000 then
        words := regexp_replace(words, '([^ ]{100})[^ ]+', '\1', 'g');
    end if;
    return array_remove(string_to_array(ltrim(words), ' '), '');
end;
$$;

-- The values of an argument: its own, or those in it where it is a list. What holds others, and
-- null, is none.
create or replace function orakul.arg_values(args jsonb, path text[]) returns setof jsonb
language sql immutable parallel safe as $$
    select value
    from jsonb_path_query(args #> path, 'lax $[*]') as value
    where jsonb_typeof(value) in ('string', 'number', 'boolean')
$$;

create or replace function orakul.index_new_tasks() returns trigger
language plpgsql as $$
begin
    insert into orakul.task_search (task_id, words)
    select id, orakul.task_lexemes(args, error)
    from new_tasks as task
    where args <> '{}' or error is not null;
    return null;
end;
$$;

create or replace trigger index_new_tasks
after insert on orakul.task
referencing new table as new_tasks
for each statement execute function orakul.index_new_tasks();

-- An error that is gone stays in the index: it proposes a task that is then not found.
create or replace function orakul.index_changed_task() returns trigger
language plpgsql as $$
begin
    insert into orakul.task_search as known (task_id, words)
    values (new.id, orakul.task_lexemes(new.args, new.error))
    on conflict (task_id) do update set words = excluded.words;
    return null;
end;
$$;

create or replace trigger index_changed_task
after update on orakul.task
for each row when (
    new.error is distinct from old.error and new.error is not null
    or new.args is distinct from old.args)
execute function orakul.index_changed_task();

create or replace function orakul.forget_words() returns trigger
language plpgsql as $$
begin
    delete from orakul.task_search where task_id in (select id from old_tasks);
    return null;
end;
$$;

create or replace trigger forget_words
after delete on orakul.task
referencing old table as old_tasks
for each statement execute function orakul.forget_words();

insert into orakul.task_search as known (task_id, words)
select id, orakul.task_lexemes(args, error)
from orakul.task
where args <> '{}' or error is not null
on conflict (task_id) do update set words = excluded.words;
