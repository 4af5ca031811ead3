-- add_task_proposal_sources(proposal_id bigint, message_ids bigint[]) -> nothing
--
-- The messages that a proposal rests on.
insert into orakul.task_proposal_source (proposal_id, message_id)
select $1::bigint, id
from unnest($2::bigint[]) as given (id)
on conflict do nothing
