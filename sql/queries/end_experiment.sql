-- end_experiment(id bigint, state text, error text) -> end_experiment_v1 boolean
--
-- End an unfinished experiment before its time, as failed or cancelled.
select orakul.end_experiment_v1($1::bigint, $2::text, $3::text)
