-- set_task_item_status(id bigint, status text) -> was text
--
-- Give a task item another status, and tell the one that it had; no row where it has it already.
with was as (
    select id, status from orakul.task_item where id = $1::bigint for no key update
)
update orakul.task_item as item
set status = $2::text
from was
where item.id = was.id and was.status <> $2::text
returning was.status as was
