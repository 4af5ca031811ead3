-- likest_knowledge_proposal(project_id bigint, kind text, atom_type text, name text, model text, embedding vector) -> id bigint, score double precision
--
-- The pending proposal of the same kind and type with this name, else the nearest of them
-- in meaning. It cannot be decided until commit.
select proposal.id,
    case when lower(proposal.name) = lower($4::text) then 1
        else coalesce(1 - (embedding.embedding <=> $6::vector), 0) end as score
from orakul.knowledge_proposal as proposal
left join orakul.knowledge_proposal_embedding as embedding
    on embedding.proposal_id = proposal.id and embedding.model = $5::text
where proposal.project_id = $1::bigint
    and proposal.state = 'pending'
    and proposal.kind = $2::text
    and proposal.atom_type is not distinct from $3::text
order by score desc
limit 1
for update of proposal
