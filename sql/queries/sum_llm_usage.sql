-- sum_llm_usage() -> engine text, model text, input_tokens bigint, output_tokens bigint, cost double precision
--
-- What language models have read, written and cost so far (cost in US dollars). What is kept in
-- llm_spent is of deleted experiments, and of those whose model changed (split_llm_usage.sql).
select
    engine, coalesce(model, '') as model, sum(input_tokens)::bigint as input_tokens,
    sum(output_tokens)::bigint as output_tokens, sum(cost)::double precision as cost
from (
    select engine, model, input_tokens, output_tokens, cost from orakul.extraction
    union all
    select engine, model, input_tokens, output_tokens, cost from orakul.run
    union all
    select engine, model, input_tokens, output_tokens, cost from orakul.experiment
    union all
    select engine, model, input_tokens, output_tokens, cost from orakul.llm_spent
) as used
where engine is not null
group by 1, 2
order by 1, 2
