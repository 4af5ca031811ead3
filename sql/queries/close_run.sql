-- close_run(id bigint, accuracy_metrics jsonb) -> shape jsonb
--
-- Reviewed to closed; no row if it is not reviewed.
update orakul.run
set state = 'closed',
    closed_at = clock_timestamp(),
    accuracy_metrics = $2::jsonb
where id = $1::bigint and state = 'reviewed' and pending = 0
returning orakul.run_shape(run) as shape
