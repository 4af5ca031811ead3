-- next_run_batch(run_id bigint) -> number integer, project_id bigint
--
-- The first batch of a running run that is neither done nor failed.
select batch.number, run.project_id
from orakul.run_batch as batch
join orakul.run on run.id = batch.run_id
where batch.run_id = $1::bigint and batch.state = 'pending' and run.state = 'running'
order by batch.number
limit 1
