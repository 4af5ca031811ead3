-- save_message_embeddings(model text, ids bigint[], texts text[], embeddings vector[]) -> message_id bigint
--
-- Keep embeddings of messages that still say what was embedded.
insert into orakul.message_embedding (message_id, model, embedding)
select given.id, $1::text, given.embedding
from unnest($2::bigint[], $3::text[], $4::vector[]) as given (id, text, embedding)
join orakul.message on message.id = given.id and message.text = given.text
order by given.id
on conflict do nothing
returning message_id
