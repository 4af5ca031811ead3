-- list_atoms(reader bigint, projects text[], search text, types text[], topic_id bigint, ids bigint[], before_id bigint, most integer) -> shape jsonb, id bigint
--
-- A page of the atoms that a reader may see, latest first.
select orakul.atom_shape(atom) as shape, atom.id
from orakul.atoms_that(
    $1::bigint, $2::text[], $3::text, $4::text[], $5::bigint, $6::bigint[]) as atom
where $7::bigint is null or atom.id < $7::bigint
order by atom.id desc
limit $8::integer
