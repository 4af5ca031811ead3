-- embed_topic(topic_id bigint, proposal_id bigint) -> nothing
--
-- A topic made of a proposal lies where the proposal does.
insert into orakul.topic_embedding (topic_id, model, embedding)
select $1::bigint, model, embedding
from orakul.knowledge_proposal_embedding
where proposal_id = $2::bigint
on conflict do nothing
