-- embed_knowledge_proposal(proposal_id bigint, model text, embedding vector) -> nothing
--
-- Where a proposal lies in the space of meanings, now.
insert into orakul.knowledge_proposal_embedding (proposal_id, model, embedding)
values ($1::bigint, $2::text, $3::vector)
on conflict (proposal_id, model) do update set embedding = excluded.embedding
