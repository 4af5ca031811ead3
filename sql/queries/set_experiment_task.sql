-- set_experiment_task(id bigint, task_id bigint) -> nothing
--
-- The task that carries an experiment out, and its trace.
update orakul.experiment
set task_id = $2::bigint,
    trace_id = (select task.trace_id from orakul.task where task.id = $2::bigint)
where id = $1::bigint
