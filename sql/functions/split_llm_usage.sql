-- A run, an extraction or an experiment names the engine and the model that it asked last, beside
-- what all of them took. Where they change, what it took so far is kept for those before and taken
-- off those that follow, so that of each the sum (queries/sum_llm_usage.sql) is its own and never
-- falls.
--
-- In one order, so that two who change to each other's do not end in a deadlock.

create or replace function orakul.split_llm_usage() returns trigger
language plpgsql as $$
begin
    insert into orakul.llm_spent as before (engine, model, input_tokens, output_tokens, cost)
    select engine, model, input_tokens, output_tokens, cost
    from (
        values
            (old.engine, coalesce(old.model, ''),
                old.input_tokens, old.output_tokens, old.cost),
            (new.engine, coalesce(new.model, ''),
                -old.input_tokens, -old.output_tokens, -old.cost)
    ) as share (engine, model, input_tokens, output_tokens, cost)
    order by engine, model
    on conflict (engine, model) do update set
        input_tokens = before.input_tokens + excluded.input_tokens,
        output_tokens = before.output_tokens + excluded.output_tokens,
        cost = before.cost + excluded.cost;
    return null;
end;
$$;

create or replace trigger split_llm_usage
after update of engine, model on orakul.run
for each row
when (old.engine is not null
    and (old.engine, coalesce(old.model, ''))
        is distinct from (new.engine, coalesce(new.model, '')))
execute function orakul.split_llm_usage();

create or replace trigger split_llm_usage
after update of engine, model on orakul.extraction
for each row
when (old.engine is not null
    and (old.engine, coalesce(old.model, ''))
        is distinct from (new.engine, coalesce(new.model, '')))
execute function orakul.split_llm_usage();

create or replace trigger split_llm_usage
after update of engine, model on orakul.experiment
for each row
when (old.engine is not null
    and (old.engine, coalesce(old.model, ''))
        is distinct from (new.engine, coalesce(new.model, '')))
execute function orakul.split_llm_usage();
