-- list_skipped(task_id bigint, after_chunk bigint, after_place bigint, most integer) -> chunk text, id bigint, shape jsonb
--
-- A page of the tasks that a bulk action left as they were, in the order in which it met them; each
-- with its chunk and its place there.
select chunk.number::text as chunk, each.place as id, each.skipped as shape
from orakul.task
join orakul.bulk on to_jsonb(bulk.id) = task.args -> 'bulk_id'
join orakul.bulk_chunk as chunk on chunk.bulk_id = bulk.id
cross join lateral jsonb_array_elements(chunk.skipped_tasks)
    with ordinality as each (skipped, place)
where task.id = $1::bigint and task.name = 'bulk_action'
    and ($2::bigint is null
        or (chunk.number >= $2::bigint
            and (chunk.number, each.place) > ($2::bigint, $3::bigint)))
order by chunk.number, each.place
limit $4::integer
