-- project_of_knowledge_proposal(id bigint) -> project_id bigint
--
-- Whose proposal it is.
select project_id from orakul.knowledge_proposal where id = $1::bigint
