-- likest_atom(project_id bigint, type text, title text, model text, embedding vector) -> id bigint, score double precision
--
-- The atom of the same type with this title, else the nearest of them in meaning.
select atom.id,
    case when lower(atom.title) = lower($3::text) then 1
        else coalesce(1 - (embedding.embedding <=> $5::vector), 0) end as score
from orakul.atom
left join orakul.atom_embedding as embedding
    on embedding.atom_id = atom.id and embedding.model = $4::text
where atom.project_id = $1::bigint and atom.type = $2::text
order by score desc
limit 1
