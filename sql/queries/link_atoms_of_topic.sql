-- link_atoms_of_topic(topic_id bigint, proposal_id bigint) -> nothing
--
-- Link a topic with the atoms that were approved before it.
insert into orakul.topic_atom (topic_id, atom_id)
select $1::bigint, proposal.atom_id
from orakul.knowledge_proposal as proposal
where proposal.topic_proposal_id = $2::bigint and proposal.atom_id is not null
on conflict do nothing
