-- shape_task_item(id bigint, project_id bigint) -> shape jsonb
--
-- A task item of a project as clients see it.
select orakul.task_item_shape(item) as shape
from orakul.task_item as item
where item.id = $1::bigint and item.project_id = $2::bigint
