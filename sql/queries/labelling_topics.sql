-- labelling_topics(project_id bigint, most integer) -> name text, description text
--
-- The topics that most of a project's messages have.
select topic.name, left(topic.description, 1000) as description
from orakul.topic
join orakul.message on message.topic_id = topic.id
where topic.project_id = $1::bigint
group by topic.id
order by count(*) desc, topic.id
limit $2::integer
