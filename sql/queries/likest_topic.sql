-- likest_topic(project_id bigint, name text, model text, embedding vector) -> id bigint, score double precision
--
-- The topic with this name, else the nearest in meaning. A project has few topics, so
-- every one is compared; an approximate index would filter by project too late.
select topic.id,
    case when lower(topic.name) = lower($2::text) then 1
        else coalesce(1 - (embedding.embedding <=> $4::vector), 0) end as score
from orakul.topic
left join orakul.topic_embedding as embedding
    on embedding.topic_id = topic.id and embedding.model = $3::text
where topic.project_id = $1::bigint
order by score desc
limit 1
