-- lock_chosen_messages(project_id bigint, ids bigint[]) -> id bigint
--
-- Those of the messages that belong to the project, say something, and are not being read
-- right now, in the order they were sent.
select id
from (
    select message.id, message.sent_at
    from orakul.message
    join orakul.chat on chat.id = message.chat_id
    where message.id = any ($2::bigint[])
        and chat.project_id = $1::bigint
        and btrim(message.text) <> ''
        and not exists (
            select from orakul.extraction
            where extraction.id = message.extraction_id
                and extraction.state in ('pending', 'running'))
    order by message.id
    for no key update of message
) as chosen
order by sent_at, id
