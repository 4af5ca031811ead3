-- lock_knowledge_proposal(id bigint) -> id bigint, project_id bigint, kind text, state text, name text, description text, keywords text[], atom_type text, confidence double precision, topic_proposal_id bigint, reviewer text, reviewed_at timestamp with time zone
--
-- A proposal that is about to be decided or edited. Who comes second waits, and then sees
-- the first one's decision.
select
    proposal.id, proposal.project_id, proposal.kind, proposal.state, proposal.name,
    proposal.description, proposal.keywords, proposal.atom_type, proposal.confidence,
    proposal.topic_proposal_id,
    (select person.name from orakul.person where person.id = proposal.reviewed_by) as reviewer,
    proposal.reviewed_at
from orakul.knowledge_proposal as proposal
where proposal.id = $1::bigint
for update of proposal
