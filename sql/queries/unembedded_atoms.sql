-- unembedded_atoms(ids bigint[], model text) -> id bigint, text text
--
-- Those of the atoms that have no embedding by this model yet.
select atom.id, atom.title || E'\n' || atom.content as text
from orakul.atom
where atom.id = any ($1::bigint[])
    and not exists (
        select from orakul.atom_embedding as embedding
        where embedding.atom_id = atom.id and embedding.model = $2::text)
order by atom.id
