-- page_of_tasks(upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer) -> id bigint, key text, task jsonb
--
-- A page of the tasks that a person sees (all of them where `reader` is null), after the
-- place that `after_key` and `after_id` name, or from the beginning; as they were after the
-- event at `upto`, or as they are where it is null. `search` is a tree (search_tasks.sql).
select id, key, task
from orakul.page_of_tasks_v2(
    $1::bigint, $2::bigint, $3::text[], $4::text, $5::text, $6::text, $7::text, $8::jsonb,
    $9::text, $10::boolean, $11::text, $12::bigint, $13::integer)
