-- shape_topic(id bigint, project_id bigint) -> shape jsonb
--
-- A topic of a project as clients see it.
select orakul.topic_shape(topic) as shape
from orakul.topic
where topic.id = $1::bigint and topic.project_id = $2::bigint
