-- prepare_run(id bigint, found integer, kept integer, batches jsonb) -> nothing
--
-- Give a run its batches; each is an array of {kind, id}.
with made as (
    insert into orakul.run_batch (run_id, number, items)
    select $1::bigint, number, items
    from jsonb_array_elements($4::jsonb) with ordinality as batch (items, number)
)
update orakul.run
set items_found = $2::integer,
    items_kept = $3::integer,
    batches_total = jsonb_array_length($4::jsonb),
    prepared_at = clock_timestamp()
where id = $1::bigint
