-- What a task was to do ends with it, whoever ended that, and whatever it was. One trigger for
-- all kinds: each that looks at every change of a task costs the queue as much as an index.
-- What it does is planned as anywhere else, whatever the queue does without (track_jobs.sql).

create or replace function orakul.settle_work() returns trigger
language plpgsql
set enable_seqscan = on set enable_nestloop = on set plan_cache_mode = auto as $$
begin
    case new.name
        when 'ingest_telegram_messages_task' then perform orakul.settle_ingestion(new);
        when 'extract_knowledge_from_messages_task' then perform orakul.settle_extraction(new);
        when 'execute_analysis_run' then perform orakul.settle_run(new);
        when 'execute_classification_experiment' then perform orakul.settle_experiment(new);
        else null;
    end case;
    return null;
end;
$$;

create or replace trigger settle_work
after update on orakul.task
for each row
when (new.state in ('failed', 'cancelled') and old.state <> new.state)
execute function orakul.settle_work();
