-- complete_extraction(id bigint, engine text, model text, input_tokens bigint, output_tokens bigint, cost numeric) -> project_id bigint
--
-- Running to completed; no row if somebody else has saved it, or it has failed meanwhile.
update orakul.extraction
set state = 'completed',
    engine = $2::text,
    model = $3::text,
    input_tokens = $4::bigint,
    output_tokens = $5::bigint,
    cost = $6::numeric,
    finished_at = clock_timestamp()
where id = $1::bigint and state = 'running'
returning project_id
