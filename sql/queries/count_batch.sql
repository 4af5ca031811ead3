-- count_batch(run_id bigint, proposals integer) -> project_id bigint
--
-- Add a batch that is done to its running run; no row if the run does not run.
update orakul.run
set batches_done = batches_done + 1,
    total = total + $2::integer,
    pending = pending + $2::integer
where id = $1::bigint and state = 'running'
returning project_id
