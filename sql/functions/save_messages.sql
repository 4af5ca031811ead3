-- Save a batch of messages of one chat. A message that is here already adds nothing,
-- unless it was edited since: then what it said before is kept as a revision, and it is
-- to be scored again.

create or replace function orakul.save_messages_v1(chat bigint, ingestion bigint, messages jsonb)
returns table (id bigint, external_id bigint, outcome text)
language plpgsql as $$
begin
    return query
    with given as (
        select distinct on (each.external_id) each.*
        from jsonb_to_recordset(messages) as each (
            external_id bigint, kind text, author_id bigint, author_name text,
            sent_at timestamptz, edited_at timestamptz, text text, media text, reply_to bigint,
            thread_id bigint, forwarded_from text, action text)
        order by each.external_id, each.edited_at desc nulls last
    ),
    edited as (
        update orakul.message
        set text = given.text, edited_at = given.edited_at, scored_at = null
        from given
        where message.chat_id = save_messages_v1.chat and message.external_id = given.external_id
            -- Telegram counts whole seconds: of two edits within one, the later comes later.
            and given.edited_at >= coalesce(message.edited_at, message.sent_at)
            and given.text <> message.text
        returning message.id, message.external_id
    ),
    saved as (
        insert into orakul.message as message
            (chat_id, external_id, kind, author_id, author_name, sent_at, edited_at, text, media,
             reply_to, thread_id, forwarded_from, action, ingestion_id)
        select
            save_messages_v1.chat, given.external_id, given.kind, given.author_id,
            given.author_name, given.sent_at, given.edited_at, given.text, given.media,
            given.reply_to, given.thread_id, given.forwarded_from, given.action,
            save_messages_v1.ingestion
        from given
        order by given.external_id
        on conflict on constraint message_chat_id_external_id_key do nothing
        returning message.id, message.external_id
    )
    select saved.id, saved.external_id, 'saved' from saved
    union all
    select edited.id, edited.external_id, 'updated' from edited;
end;
$$;

create or replace function orakul.keep_revision() returns trigger
language plpgsql as $$
begin
    insert into orakul.message_revision (message_id, number, text)
    select old.id, count(*) + 1, old.text
    from orakul.message_revision where message_id = old.id;
    delete from orakul.message_embedding where message_id = old.id;
    return null;
end;
$$;

create or replace trigger keep_revision
after update of text on orakul.message
for each row when (old.text is distinct from new.text)
execute function orakul.keep_revision();
