-- lock_saved_view(id bigint) -> id bigint, owner_id bigint, project_id bigint, shape jsonb
--
-- A view, which nobody else changes until the transaction ends.
select id, owner_id, project_id, orakul.saved_view_shape(saved) as shape
from orakul.saved_view as saved
where id = $1::bigint
for update
