-- shape_task_proposals(ids bigint[]) -> shapes jsonb
--
-- Proposals as clients see them, by id.
select coalesce(
    jsonb_agg(orakul.task_proposal_shape(proposal) order by proposal.id), '[]') as shapes
from orakul.task_proposal as proposal
where proposal.id = any ($1::bigint[])
