-- project_of_chat(external_id bigint) -> project_id bigint
--
-- The project that a chat is linked to; the inbox where nobody has linked it yet.
select coalesce(
    (select project_id from orakul.chat
    where source = 'telegram' and external_id = $1::bigint and is_linked),
    (select id from orakul.project where slug = 'inbox')
) as project_id
