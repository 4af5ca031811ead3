-- lock_topic_of_proposal(id bigint) -> id bigint
--
-- The topic proposal that an atom proposal belongs to; it stays as it is until commit, so
-- whichever of the two is approved later makes the link. Topics are locked before atoms,
-- here as in saving an extraction.
select id
from orakul.knowledge_proposal
where id = (select topic_proposal_id from orakul.knowledge_proposal where id = $1::bigint)
for share
