-- link_topic_of_atom(atom_id bigint, topic_proposal_id bigint) -> nothing
--
-- Link an atom with its topic, if that is approved.
insert into orakul.topic_atom (topic_id, atom_id)
select topic_id, $1::bigint
from orakul.knowledge_proposal
where id = $2::bigint and topic_id is not null
on conflict do nothing
