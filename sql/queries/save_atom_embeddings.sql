-- save_atom_embeddings(model text, ids bigint[], texts text[], embeddings vector[]) -> atom_id bigint
--
-- Keep embeddings of atoms that still say what was embedded.
insert into orakul.atom_embedding (atom_id, model, embedding)
select given.id, $1::text, given.embedding
from unnest($2::bigint[], $3::text[], $4::vector[]) as given (id, text, embedding)
join orakul.atom on atom.id = given.id and atom.title || E'\n' || atom.content = given.text
order by given.id
on conflict do nothing
returning atom_id
