-- shape_knowledge_proposals(ids bigint[]) -> shapes jsonb
--
-- Proposals as clients see them, by id.
select coalesce(
    jsonb_agg(orakul.knowledge_proposal_shape(proposal) order by proposal.id), '[]') as shapes
from orakul.knowledge_proposal as proposal
where proposal.id = any ($1::bigint[])
