-- list_tasks(reader bigint, states text[], name text, owner text, project text, id_prefix text, search text, sort text, descending boolean, after_key text, after_id bigint, most integer) -> id bigint, key text, task jsonb
--
-- A page of the tasks that a person sees (all of them where `reader` is null), after the
-- place that `after_key` and `after_id` name, or from the beginning.
select id, key, task
from orakul.list_tasks_v1(
    $1::bigint, $2::text[], $3::text, $4::text, $5::text, $6::text,
    $7::text, $8::text, $9::boolean, $10::text, $11::bigint, $12::integer)
