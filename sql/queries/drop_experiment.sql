-- drop_experiment(id bigint) -> project_id bigint, shape jsonb
--
-- An experiment that has ended goes, with its labels and items, and what it spent is kept; no row
-- where there is none, or it has not ended.
with gone as (
    delete from orakul.experiment
    where id = $1::bigint and state in ('completed', 'failed', 'cancelled')
    returning
        project_id, engine, coalesce(model, '') as model, input_tokens, output_tokens, cost,
        orakul.experiment_shape(experiment) as shape
), spent as (
    insert into orakul.llm_spent as before (engine, model, input_tokens, output_tokens, cost)
    select engine, model, input_tokens, output_tokens, cost
    from gone
    where engine is not null
    on conflict (engine, model) do update set
        input_tokens = before.input_tokens + excluded.input_tokens,
        output_tokens = before.output_tokens + excluded.output_tokens,
        cost = before.cost + excluded.cost
)
select project_id, shape
from gone
