-- project_of_task_proposal(id bigint) -> project_id bigint
--
-- Whose proposal it is.
select run.project_id
from orakul.task_proposal as proposal
join orakul.run on run.id = proposal.run_id
where proposal.id = $1::bigint
