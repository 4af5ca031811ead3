-- An import ends with its task, whoever ended that: an operator who cancelled it, an error
-- that no retry mends, a worker that died once too often.

create or replace function orakul.settle_ingestion() returns trigger
language plpgsql as $$
declare
    ended orakul.ingestion;
begin
    update orakul.ingestion
    set state = new.state,
        error = orakul.why_ended(new),
        finished_at = clock_timestamp()
    where ingestion.task_id = new.id and state in ('pending', 'running')
    returning * into ended;
    if ended.id is not null then
        perform orakul.emit_v1(
            'ingestion', 'ingestion.' || new.state, 'project', ended.project_id, null,
            jsonb_build_object('ingestion', jsonb_build_object(
                'id', ended.id::text, 'state', ended.state, 'error', ended.error,
                'total', ended.total, 'done', ended.done)));
    end if;
    return null;
end;
$$;

create or replace trigger settle_ingestion
after update on orakul.task
for each row
when (
    new.name = 'ingest_telegram_messages_task'
    and new.state in ('failed', 'cancelled')
    and old.state <> new.state
)
execute function orakul.settle_ingestion();
