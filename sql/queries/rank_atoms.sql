-- rank_atoms(reader bigint, projects text[], types text[], topic_id bigint, ids bigint[], model text, place vector, border double precision, question text, idle text, most integer) -> shape jsonb, score double precision, likeness double precision
--
-- The atoms most alike to a place in the space of meanings, or those and the ones that hold any
-- of the words of a question, in one ranking, as in rank_topics.sql.
with compared as (
    select atom, atom.id, orakul.likeness(placed.embedding, $7::vector) as likeness
    from orakul.atoms_that(
        $1::bigint, $2::text[], null, $3::text[], $4::bigint, $5::bigint[]) as atom
    left join orakul.atom_embedding as placed
        on placed.atom_id = atom.id and placed.model = $6::text
),
worded as (
    select compared.id, lexemes
    from compared, orakul.text_lexemes(orakul.text_of(compared.atom)) as lexemes
    where lexemes @@ orakul.any_word($9::text, $10::text)
)
select orakul.atom_shape(compared.atom) as shape,
    case when $9::text is null then compared.likeness else fused.score end as score,
    compared.likeness
from orakul.fused(
    array(
        select worded.id from worded
        order by ts_rank(lexemes, orakul.any_word($9::text, $10::text), 1) desc, id desc
        limit 201),
    array(
        select compared.id from compared
        where likeness >= $8::double precision
        order by likeness desc, id desc
        limit 201)) as fused
join compared using (id)
order by fused.score desc, compared.likeness desc nulls last, compared.id desc
limit $11::integer
