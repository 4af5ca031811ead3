-- decide_task_proposal(id bigint, state text, item_id bigint, reviewed_by bigint, note text) -> shape jsonb
--
-- Pending to approved, rejected or merged; no row if it is decided already.
update orakul.task_proposal as proposal
set state = $2::text,
    item_id = $3::bigint,
    reviewed_by = $4::bigint,
    reviewed_at = clock_timestamp(),
    review_note = $5::text
where proposal.id = $1::bigint and proposal.state = 'pending'
returning orakul.task_proposal_shape(proposal) as shape
