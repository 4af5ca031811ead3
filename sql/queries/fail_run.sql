-- fail_run(id bigint, error text) -> fail_run_v1 boolean
--
-- Fail a run that runs, or cancel one that is pending.
select orakul.fail_run_v1($1::bigint, $2::text)
