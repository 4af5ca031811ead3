-- count_dead_letters(reader bigint, name text, queue text, project text, most integer) -> counted bigint
--
-- How many dead letters a person sees, counted up to `most`; what is null restricts nothing.
select count(*) as counted
from (
    select
    from orakul.dead_letter
    where ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or name = $2::text)
        and ($3::text is null or queue = $3::text)
        and ($4::text is null or project_id = (select orakul.project_called($4::text)))
    limit $5::integer
) as found
