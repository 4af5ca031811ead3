-- list_atoms(reader bigint, projects text[], types text[], topic_id bigint, ids bigint[], before_id bigint, most integer) -> shape jsonb, id bigint
--
-- A page of the atoms that a reader may see, latest first.
select orakul.atom_shape(atom) as shape, atom.id
from orakul.atom
join orakul.project on project.id = atom.project_id
where ($1::bigint is null or exists (
        select from orakul.project_member as member
        where member.project_id = project.id and member.person_id = $1::bigint))
    and ($2::text[] is null
        or project.slug = any ($2::text[])
        or project.id::text = any ($2::text[]))
    and ($3::text[] is null or atom.type = any ($3::text[]))
    and ($4::bigint is null or exists (
        select from orakul.topic_atom as linked
        where linked.atom_id = atom.id and linked.topic_id = $4::bigint))
    and ($5::bigint[] is null or atom.id = any ($5::bigint[]))
    and ($6::bigint is null or atom.id < $6::bigint)
order by atom.id desc
limit $7::integer
