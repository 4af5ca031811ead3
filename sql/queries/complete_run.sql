-- complete_run(id bigint) -> id bigint, project_id bigint, state text
--
-- Running to completed, or to failed if every batch failed; no row while a batch is left.
update orakul.run
set state = case when batches_failed > 0 and batches_done = 0 then 'failed' else 'completed' end,
    completed_at = case
        when batches_failed > 0 and batches_done = 0 then null else clock_timestamp() end
where id = $1::bigint
    and state = 'running'
    and prepared_at is not null
    and batches_done + batches_failed = batches_total
returning id, project_id, state
