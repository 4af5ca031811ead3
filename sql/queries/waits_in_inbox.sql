-- waits_in_inbox(external_id bigint) -> waits boolean
--
-- Whether a chat is in the inbox, and what the bot hears there.
select exists (
    select
    from orakul.chat
    join orakul.project on project.id = chat.project_id
    where chat.source = 'telegram' and chat.external_id = $1::bigint and chat.is_linked
        and project.slug = 'inbox'
) as waits
