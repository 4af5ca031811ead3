-- edit_task_proposal(id bigint, title text, description text, category text, priority text, tags text[], due date) -> shape jsonb
--
-- Other words for a pending proposal.
update orakul.task_proposal as proposal
set title = $2::text,
    description = $3::text,
    category = $4::text,
    priority = $5::text,
    tags = $6::text[],
    due = $7::date,
    edited = true
where proposal.id = $1::bigint and proposal.state = 'pending'
returning orakul.task_proposal_shape(proposal) as shape
