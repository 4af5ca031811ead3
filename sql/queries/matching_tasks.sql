-- matching_tasks(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb) -> ids bigint[]
--
-- The tasks that the list finds with this filter, by id.
select orakul.matching_tasks_v2(
    $1::bigint, $2::text[], $3::text, $4::text, $5::text, $6::text, $7::jsonb) as ids
