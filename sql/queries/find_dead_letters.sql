-- find_dead_letters(reader bigint, fingerprint text, name text) -> id bigint
--
-- The dead letters of one kind that a person sees, oldest first; a null `reader` sees all.
select id
from orakul.dead_letter
where fingerprint = $2::text
    and ($1::bigint is null or owner_id = $1::bigint)
    and ($3::text is null or name = $3::text)
order by finished_at, id
