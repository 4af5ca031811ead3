-- likest_task_item(project_id bigint, model text, embedding vector) -> id bigint, score double precision
--
-- The task item of a project that is nearest in meaning.
select item.id, coalesce(1 - (embedding.embedding <=> $3::vector), 0) as score
from orakul.task_item as item
join orakul.task_item_embedding as embedding
    on embedding.item_id = item.id and embedding.model = $2::text
where item.project_id = $1::bigint
order by score desc
limit 1
