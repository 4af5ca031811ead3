-- A run ends with its task, whoever ended that: an operator who cancelled it, a worker that
-- died once too often. A run left running would block every later one of its project.

create or replace function orakul.fail_run_v1(run bigint, error text) returns boolean
language plpgsql as $$
declare
    ended orakul.run;
begin
    update orakul.run
    set state = case state when 'running' then 'failed' else 'cancelled' end,
        error_log = error_log || jsonb_build_object(
            'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'error', fail_run_v1.error)
    where run.id = fail_run_v1.run and state in ('pending', 'running')
    returning * into ended;
    if ended.id is null then
        return false;
    end if;
    perform orakul.emit_v1(
        'analysis_runs', 'run_' || ended.state, 'project', ended.project_id, null,
        jsonb_build_object('run_id', ended.id::text, 'run', orakul.run_shape(ended)));
    return true;
end;
$$;

create or replace function orakul.settle_run(task orakul.task) returns void
language plpgsql as $$
begin
    perform orakul.fail_run_v1(
        run.id,
        orakul.why_ended(task))
    from orakul.run
    where run.task_id = task.id;
end;
$$;
