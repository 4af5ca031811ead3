-- projects_of_messages(ids bigint[]) -> project_id bigint
--
-- The projects that these messages belong to.
select distinct chat.project_id
from orakul.message
join orakul.chat on chat.id = message.chat_id
where message.id = any ($1::bigint[])
order by chat.project_id
