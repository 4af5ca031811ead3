-- shape_atom(id bigint, project_id bigint) -> shape jsonb
--
-- An atom of a project as clients see it.
select orakul.atom_shape(atom) as shape
from orakul.atom
where atom.id = $1::bigint and atom.project_id = $2::bigint
