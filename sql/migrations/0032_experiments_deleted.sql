-- Experiments can be deleted. What repeats one keeps its number: it says where the items are from.
alter table orakul.experiment drop constraint experiment_again_of_fkey;

-- What language models were used for by that which is deleted since: their sums never fall.
create table orakul.llm_spent (
    engine text not null,
    model text not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cost numeric(14, 8) not null,
    primary key (engine, model)
);
