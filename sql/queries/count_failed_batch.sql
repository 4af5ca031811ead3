-- count_failed_batch(run_id bigint, number integer, error text) -> project_id bigint
--
-- Add a batch that failed to its running run; no row if the run does not run.
update orakul.run
set batches_failed = batches_failed + 1,
    error_log = error_log || jsonb_build_object(
        'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'batch', $2::integer,
        'error', $3::text)
where id = $1::bigint and state = 'running'
returning project_id
