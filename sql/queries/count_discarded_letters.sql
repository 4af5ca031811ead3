-- count_discarded_letters(reader bigint, fingerprint text, name text) -> count bigint
--
-- How many failed tasks of one kind that a person sees are discarded; a null `reader` sees all.
select count(*)
from orakul.task
where state = 'failed'
    and discarded_at is not null
    and fingerprint = $2::text
    and ($1::bigint is null or owner_id = $1::bigint)
    and ($3::text is null or name = $3::text)
