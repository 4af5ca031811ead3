-- project_of_knowledge_proposal(id bigint) -> slug text
--
-- Whose proposal it is.
select project.slug
from orakul.knowledge_proposal as proposal
join orakul.project on project.id = proposal.project_id
where proposal.id = $1::bigint
