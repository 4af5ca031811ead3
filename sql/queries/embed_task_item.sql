-- embed_task_item(item_id bigint, proposal_id bigint) -> nothing
--
-- A task item made of a proposal lies where the proposal does.
insert into orakul.task_item_embedding (item_id, model, embedding)
select $1::bigint, model, embedding
from orakul.task_proposal_embedding
where proposal_id = $2::bigint
on conflict do nothing
