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

create or replace function orakul.settle_experiment() returns trigger
language plpgsql as $$
begin
    perform orakul.end_experiment_v1(
        experiment.id,
        new.state,
        orakul.why_ended(new))
    from orakul.experiment
    where experiment.task_id = new.id;
    return null;
end;
$$;

create or replace trigger settle_experiment
after update on orakul.task
for each row
when (
    new.name = 'execute_classification_experiment'
    and new.state in ('failed', 'cancelled')
    and old.state <> new.state
)
execute function orakul.settle_experiment();
