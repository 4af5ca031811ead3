-- announce_message(id bigint, event text) -> emit_v1 void
--
-- Tell the project of a message what it is now.
select orakul.emit_v1(
    'messages', $2::text, 'project', chat.project_id, null,
    jsonb_build_object('message', orakul.message_shape(message)))
from orakul.message
join orakul.chat on chat.id = message.chat_id
where message.id = $1::bigint
