-- messages_with_topics(project_id bigint, names text[], most integer) -> text text, label text, message_id bigint
--
-- Messages that have one of these topics, drawn at random.
select left(message.text, 8000) as text, topic.name as label, message.id as message_id
from orakul.message
join orakul.topic on topic.id = message.topic_id
where topic.project_id = $1::bigint and topic.name = any ($2::text[]) and message.text ~ '\S'
order by random()
limit $3::integer
