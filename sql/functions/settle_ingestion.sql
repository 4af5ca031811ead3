-- An import ends with its task, whoever ended that: an operator who cancelled it, an error
-- that no retry mends, a worker that died once too often.

create or replace function orakul.settle_ingestion(task orakul.task) returns void
language plpgsql as $$
declare
    ended orakul.ingestion;
begin
    update orakul.ingestion
    set state = task.state,
        error = orakul.why_ended(task),
        finished_at = clock_timestamp()
    where ingestion.task_id = task.id and state in ('pending', 'running')
    returning * into ended;
    if ended.id is not null then
        perform orakul.emit_v1(
            'ingestion', 'ingestion.' || task.state, 'project', ended.project_id, null,
            jsonb_build_object('ingestion', jsonb_build_object(
                'id', ended.id::text, 'state', ended.state, 'error', ended.error,
                'total', ended.total, 'done', ended.done)));
    end if;
end;
$$;
