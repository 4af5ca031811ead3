-- count_batch(run_id bigint, proposals integer, engine text, model text, input_tokens bigint, output_tokens bigint, cost numeric) -> project_id bigint
--
-- Add a batch that is done to its running run; no row if the run does not run.
update orakul.run
set batches_done = batches_done + 1,
    total = total + $2::integer,
    pending = pending + $2::integer,
    engine = $3::text,
    model = $4::text,
    input_tokens = input_tokens + $5::bigint,
    output_tokens = output_tokens + $6::bigint,
    cost = cost + $7::numeric
where id = $1::bigint and state = 'running'
returning project_id
