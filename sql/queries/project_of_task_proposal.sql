-- project_of_task_proposal(id bigint) -> slug text
--
-- Whose proposal it is.
select project.slug
from orakul.task_proposal as proposal
join orakul.run on run.id = proposal.run_id
join orakul.project on project.id = run.project_id
where proposal.id = $1::bigint
