-- edit_knowledge_proposal(id bigint, name text, description text, keywords text[], atom_type text) -> nothing
--
-- Other words for a pending proposal.
update orakul.knowledge_proposal
set name = $2::text,
    description = $3::text,
    keywords = $4::text[],
    atom_type = $5::text
where id = $1::bigint and state = 'pending'
