-- texts_of_messages(project_id bigint, ids bigint[]) -> id bigint, text text
--
-- What these messages of a project say.
select message.id, left(message.text, 8000) as text
from orakul.message
join orakul.chat on chat.id = message.chat_id
where chat.project_id = $1::bigint and message.id = any ($2::bigint[])
