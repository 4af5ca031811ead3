-- project_of_chat(external_id bigint) -> project_id bigint
--
-- The project of a chat; the inbox for one that nobody has linked yet.
select coalesce(
    (select project_id from orakul.chat where source = 'telegram' and external_id = $1::bigint),
    (select id from orakul.project where slug = 'inbox')
) as project_id
