-- Find or make a chat in a project; null says that it belongs to another project. What the bot
-- hears goes to the project that a chat is linked to, or else to the inbox. An export names
-- whatever chats its author likes, so that it is no proof that they are the importer's: what
-- somebody imports who may not take chats out of the inbox is their project's, but not linked.

create or replace function orakul.save_chat_v1(
    project bigint, external_id bigint, kind text, title text
) returns bigint
language plpgsql as $$
declare
    may_link boolean := orakul.may_empty_inbox();
    own orakul.chat;
    linked orakul.chat;
begin
    -- Of two who save a chat at once, the second sees what the first made of it.
    perform pg_advisory_xact_lock(
        hashtext('orakul.chat'), hashint8(save_chat_v1.external_id));
    select * into own from orakul.chat
    where chat.source = 'telegram' and chat.external_id = save_chat_v1.external_id
        and chat.project_id = project;
    select * into linked from orakul.chat
    where chat.source = 'telegram' and chat.external_id = save_chat_v1.external_id
        and chat.is_linked;
    if own.id is null and linked.id is null then
        insert into orakul.chat as chat (project_id, external_id, kind, title, is_linked)
        values (project, save_chat_v1.external_id, save_chat_v1.kind,
            coalesce(save_chat_v1.title, ''), may_link)
        returning chat.* into own;
    elsif may_link and own.is_linked is not true then
        own.id := orakul.link_chat(project, own.id, linked);
    end if;
    update orakul.chat
    set title = save_chat_v1.title
    where chat.id = own.id and chat.title <> save_chat_v1.title and save_chat_v1.title <> '';
    return own.id;
end;
$$;

-- Link a chat to a project, which may have an *own* one of it; null where it is *linked* to a
-- project that is not the inbox. What has waited in the inbox comes along.
create or replace function orakul.link_chat(project bigint, own bigint, linked orakul.chat)
returns bigint
language plpgsql as $$
begin
    if linked.project_id <> (select id from orakul.project where slug = 'inbox') then
        return null;
    end if;
    if own is null then
        update orakul.chat set project_id = project where id = linked.id;
        return linked.id;
    end if;
    update orakul.message as waiting
    set chat_id = own
    where waiting.chat_id = linked.id
        and not exists (
            select from orakul.message as known
            where known.chat_id = own and known.external_id = waiting.external_id);
    update orakul.chat set is_linked = false where id = linked.id;
    update orakul.chat set is_linked = true where id = own;
    return own;
end;
$$;

-- Whether the transaction acts for somebody who may write in the inbox now. What nobody owns is
-- the operator's, whom no rights restrict.
create or replace function orakul.may_empty_inbox() returns boolean
language sql stable as $$
    select orakul.setting('owner_id') is null or exists (
        select
        from orakul.person as actor
        left join (
            orakul.project_member as member
            join orakul.project on project.id = member.project_id and project.slug = 'inbox'
        ) on member.person_id = actor.id
        where actor.id = orakul.setting('owner_id')::bigint
            and actor.is_active
            and (actor.role = 'admin'
                or (actor.role = 'member' and member.role in ('admin', 'member')))
    )
$$;
