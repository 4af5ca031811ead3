-- complete_experiment(id bigint, metrics jsonb) -> nothing
--
-- Running to completed.
update orakul.experiment
set state = 'completed',
    metrics = $2::jsonb,
    finished_at = clock_timestamp()
where id = $1::bigint and state = 'running'
