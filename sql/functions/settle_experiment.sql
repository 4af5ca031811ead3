-- An experiment ends with its task, whoever ended that: an operator who cancelled it, a worker
-- that died once too often. One left running would block every later one of its project.

create or replace function orakul.end_experiment_v1(
    experiment bigint, state text, error text
) returns boolean
language plpgsql as $$
declare
    ended orakul.experiment;
begin
    update orakul.experiment
    set state = end_experiment_v1.state,
        error = end_experiment_v1.error,
        finished_at = clock_timestamp()
    where experiment.id = end_experiment_v1.experiment
        and experiment.state in ('pending', 'running')
    returning * into ended;
    if ended.id is null then
        return false;
    end if;
    perform orakul.emit_v1(
        'experiments', 'experiment_' || ended.state, 'project', ended.project_id, null,
        jsonb_build_object(
            'experiment_id', ended.id::text, 'experiment', orakul.experiment_shape(ended)));
    return true;
end;
$$;

create or replace function orakul.settle_experiment(task orakul.task) returns void
language plpgsql as $$
begin
    perform orakul.end_experiment_v1(
        experiment.id,
        task.state,
        orakul.why_ended(task))
    from orakul.experiment
    where experiment.task_id = task.id;
end;
$$;
