-- add_task_item_sources(item_id bigint, proposal_id bigint) -> nothing
--
-- A task item rests on the messages of its proposals.
insert into orakul.task_item_source (item_id, message_id)
select $1::bigint, message_id
from orakul.task_proposal_source
where proposal_id = $2::bigint
on conflict do nothing
