-- An extraction ends with its task, whoever ended that: an operator who cancelled it
-- before it ran, a worker that died once too often. Its messages are free again, so that
-- they are not lost to every later extraction.

create or replace function orakul.fail_extraction_v1(extraction bigint, error text)
returns boolean
language plpgsql as $$
declare
    failed orakul.extraction;
begin
    update orakul.extraction
    set state = 'failed',
        error = fail_extraction_v1.error,
        finished_at = clock_timestamp()
    where extraction.id = fail_extraction_v1.extraction and state in ('pending', 'running')
    returning * into failed;
    if failed.id is null then
        return false;
    end if;
    update orakul.message
    set extraction_id = null
    where id in (
        select message.id from orakul.message
        where extraction_id = failed.id order by message.id for no key update);
    perform orakul.emit_v1(
        'knowledge_extraction', 'knowledge.extraction_failed', 'project', failed.project_id, null,
        jsonb_build_object(
            'extraction_id', failed.id::text,
            'extraction', orakul.extraction_shape(failed)));
    return true;
end;
$$;

create or replace function orakul.settle_extraction(task orakul.task) returns void
language plpgsql as $$
begin
    perform orakul.fail_extraction_v1(
        extraction.id,
        orakul.why_ended(task))
    from orakul.extraction
    where extraction.task_id = task.id;
end;
$$;
