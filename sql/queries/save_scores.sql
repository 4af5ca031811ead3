-- save_scores(ids bigint[], scores double precision[], classes text[], factors jsonb) -> id bigint
--
-- Keep what scoring found; the n-th element of `factors` belongs to the n-th id.
update orakul.message
set importance = given.score,
    classification = given.class,
    factors = $4::jsonb -> (given.place - 1)::integer,
    scored_at = now()
from unnest($1::bigint[], $2::double precision[], $3::text[]) with ordinality
    as given (id, score, class, place)
where message.id = given.id
returning message.id
