-- unembedded_messages(ids bigint[], model text) -> id bigint, text text
--
-- Those of the messages that have no embedding by this model yet.
select message.id, message.text
from orakul.message
where message.id = any ($1::bigint[])
    and not exists (
        select from orakul.message_embedding as embedding
        where embedding.message_id = message.id and embedding.model = $2::text)
order by message.id
