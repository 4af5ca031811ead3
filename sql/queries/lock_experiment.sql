-- lock_experiment(id bigint) -> project_id bigint, items integer, classified integer, failed integer, input_tokens bigint, output_tokens bigint, cost numeric
--
-- A running experiment that may be about to end.
select project_id, items, classified, failed, input_tokens, output_tokens, cost
from orakul.experiment
where id = $1::bigint and state = 'running'
for update
