-- propose_knowledge(extraction_id bigint, kind text, name text, description text, keywords text[], atom_type text, topic_proposal_id bigint, confidence double precision, reasoning text, reasons jsonb, engine text, similar_id bigint, similarity double precision) -> id bigint
--
-- A pending proposal, in the project of its extraction.
insert into orakul.knowledge_proposal
    (project_id, extraction_id, kind, name, description, keywords, atom_type,
     topic_proposal_id, confidence, reasoning, reasons, engine, similar_id, similarity)
select
    extraction.project_id, extraction.id, $2::text, $3::text, $4::text, $5::text[], $6::text,
    $7::bigint, $8::double precision, $9::text, $10::jsonb, $11::text, $12::bigint,
    $13::double precision
from orakul.extraction
where extraction.id = $1::bigint
returning id
