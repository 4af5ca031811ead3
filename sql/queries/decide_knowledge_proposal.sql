-- decide_knowledge_proposal(id bigint, state text, topic_id bigint, atom_id bigint, reviewed_by bigint, note text) -> shape jsonb
--
-- Pending to approved, rejected or merged; no row if it is decided already.
update orakul.knowledge_proposal as proposal
set state = $2::text,
    topic_id = $3::bigint,
    atom_id = $4::bigint,
    reviewed_by = $5::bigint,
    reviewed_at = clock_timestamp(),
    review_note = $6::text
where proposal.id = $1::bigint and proposal.state = 'pending'
returning orakul.knowledge_proposal_shape(proposal) as shape
