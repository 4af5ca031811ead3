-- add_task_item(proposal_id bigint) -> id bigint
--
-- A task item made of a proposal.
insert into orakul.task_item
    (project_id, title, description, category, priority, tags, due)
select
    run.project_id, proposal.title, proposal.description, proposal.category,
    proposal.priority, proposal.tags, proposal.due
from orakul.task_proposal as proposal
join orakul.run on run.id = proposal.run_id
where proposal.id = $1::bigint
returning id
