-- count_tasks(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, most integer) -> counted bigint, is_exact boolean, estimate bigint
--
-- How many tasks the list finds with this filter, counted up to `most` where that is soon
-- done, and how many the planner guesses.
select counted, is_exact, estimate
from orakul.count_tasks_v1(
    $1::bigint, $2::text[], $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::integer)
