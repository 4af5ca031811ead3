-- The words that messages say, and how a question finds them. A word is what
-- sql/functions/words_of_tasks.sql takes for one.
--
-- When this file changes, the words of all messages are taken anew.

create or replace function orakul.text_lexemes(text) returns tsvector
language sql immutable parallel safe cost 1000 as $$
    select array_to_tsvector(orakul.cut_words(orakul.search_words($1)))
$$;

-- What finds any word of a question, or one that begins so; short ones as they are. Words that
-- say nothing, *idle*, count only where there are no others. Null where there is no word at all.
create or replace function orakul.any_word(question text, idle text) returns tsquery
language sql immutable parallel safe as $$
    with word as (
        select distinct word,
            word = any (orakul.cut_words(orakul.search_words(idle))) as is_idle
        from unnest(orakul.cut_words(orakul.search_words(question))) as word
    )
    select string_agg(
        '''' || word || '''' || case when length(word) > 2 then ':*' else '' end,
        ' | ')::tsquery
    from word
    where not is_idle or not exists (select from word where not is_idle)
$$;

create or replace function orakul.index_new_messages() returns trigger
language plpgsql as $$
begin
    insert into orakul.message_search (message_id, words)
    select id, orakul.text_lexemes(text) from new_messages where text <> '';
    return null;
end;
$$;

create or replace trigger index_new_messages
after insert on orakul.message
referencing new table as new_messages
for each statement execute function orakul.index_new_messages();

create or replace function orakul.index_changed_message() returns trigger
language plpgsql as $$
begin
    insert into orakul.message_search as known (message_id, words)
    values (new.id, orakul.text_lexemes(new.text))
    on conflict (message_id) do update set words = excluded.words;
    return null;
end;
$$;

create or replace trigger index_changed_message
after update of text on orakul.message
for each row when (old.text is distinct from new.text)
execute function orakul.index_changed_message();

insert into orakul.message_search as known (message_id, words)
select id, orakul.text_lexemes(text) from orakul.message where text <> ''
on conflict (message_id) do update set words = excluded.words;
