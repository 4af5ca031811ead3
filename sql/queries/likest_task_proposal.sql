-- likest_task_proposal(run_id bigint, model text, embedding vector) -> id bigint, score double precision
--
-- The pending proposal of a run that is nearest in meaning.
select proposal.id, coalesce(1 - (embedding.embedding <=> $3::vector), 0) as score
from orakul.task_proposal as proposal
join orakul.task_proposal_embedding as embedding
    on embedding.proposal_id = proposal.id and embedding.model = $2::text
where proposal.run_id = $1::bigint and proposal.state = 'pending'
order by score desc
limit 1
