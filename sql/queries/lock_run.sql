-- lock_run(id bigint) -> id bigint, project_id bigint, state text, pending integer, input_tokens bigint, output_tokens bigint, cost numeric
--
-- A run that is about to be closed.
select id, project_id, state, pending, input_tokens, output_tokens, cost
from orakul.run
where id = $1::bigint
for update
