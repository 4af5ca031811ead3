-- count_unembedded_atoms(reader bigint, projects text[], types text[], topic_id bigint, ids bigint[], model text) -> count bigint
--
-- How many of the atoms that a ranking is of have no embedding by this model yet.
select count(*) as count
from orakul.atoms_that(
    $1::bigint, $2::text[], null, $3::text[], $4::bigint, $5::bigint[]) as atom
where not exists (
    select from orakul.atom_embedding as placed
    where placed.atom_id = atom.id and placed.model = $6::text)
