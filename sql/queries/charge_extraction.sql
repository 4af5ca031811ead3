-- charge_extraction(id bigint, engine text, model text, input_tokens bigint, output_tokens bigint, cost numeric) -> nothing
--
-- What asking an engine for an extraction took, whatever became of the answer.
update orakul.extraction
set engine = $2::text,
    model = $3::text,
    input_tokens = input_tokens + $4::bigint,
    output_tokens = output_tokens + $5::bigint,
    cost = cost + $6::numeric
where id = $1::bigint
