-- list_topics(reader bigint, projects text[], search text, ids bigint[], before_id bigint, most integer) -> shape jsonb, id bigint
--
-- A page of the topics that a reader may see, latest first.
select orakul.topic_shape(topic) as shape, topic.id
from orakul.topics_that($1::bigint, $2::text[], $3::text, $4::bigint[]) as topic
where $5::bigint is null or topic.id < $5::bigint
order by topic.id desc
limit $6::integer
