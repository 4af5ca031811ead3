-- Find or make a chat in a project. A chat that waits in the inbox moves to the project
-- that asks for it; one that belongs to another project stays there, and null says so.

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
        or chat.project_id = (select id from orakul.project where slug = 'inbox')
    returning chat.id into found_id;
    return found_id;
end;
$$;
