-- Find or make a chat in a project. A chat that waits in the inbox moves to the project
-- that asks for it, if whoever asks may take it out; one that belongs to another project stays
-- there, and null says so. An export names whatever chats its author likes, so that it is no
-- proof that they are the importer's.

create or replace function orakul.save_chat_v1(
    project bigint, external_id bigint, kind text, title text
) returns bigint
language plpgsql as $$
declare
    found_id bigint;
begin
    insert into orakul.chat as chat (project_id, external_id, kind, title)
    values (project, save_chat_v1.external_id, save_chat_v1.kind,
        coalesce(save_chat_v1.title, ''))
    on conflict on constraint chat_source_external_id_key do update
    set project_id = excluded.project_id,
        title = case when excluded.title = '' then chat.title else excluded.title end
    where chat.project_id = excluded.project_id
        or (chat.project_id = (select id from orakul.project where slug = 'inbox')
            and orakul.may_empty_inbox())
    returning chat.id into found_id;
    return found_id;
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
