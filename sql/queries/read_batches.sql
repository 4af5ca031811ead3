-- read_batches(run_id bigint) -> number integer, state text, items integer, proposals integer, error text
--
-- The batches of a run.
select number, state, jsonb_array_length(items) as items, proposals, error
from orakul.run_batch
where run_id = $1::bigint
order by number
