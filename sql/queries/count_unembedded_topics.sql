-- count_unembedded_topics(reader bigint, projects text[], ids bigint[], model text) -> count bigint
--
-- How many of the topics that a ranking is of have no embedding by this model yet.
select count(*) as count
from orakul.topics_that($1::bigint, $2::text[], null, $3::bigint[]) as topic
where not exists (
    select from orakul.topic_embedding as placed
    where placed.topic_id = topic.id and placed.model = $4::text)
