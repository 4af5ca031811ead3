-- lock_task_proposal(id bigint) -> id bigint, run_id bigint, project_id bigint, state text, title text, description text, category text, priority text, tags text[], due date, reviewer text, reviewed_at timestamp with time zone
--
-- A proposal that is about to be decided or edited. Who comes second waits, and then sees
-- the first one's decision.
select
    proposal.id, proposal.run_id, run.project_id, proposal.state, proposal.title,
    proposal.description, proposal.category, proposal.priority, proposal.tags, proposal.due,
    (select person.name from orakul.person where person.id = proposal.reviewed_by) as reviewer,
    proposal.reviewed_at
from orakul.task_proposal as proposal
join orakul.run on run.id = proposal.run_id
where proposal.id = $1::bigint
for update of proposal
