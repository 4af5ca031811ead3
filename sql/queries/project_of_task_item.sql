-- project_of_task_item(id bigint) -> slug text
--
-- Whose task item it is.
select project.slug
from orakul.task_item as item
join orakul.project on project.id = item.project_id
where item.id = $1::bigint
