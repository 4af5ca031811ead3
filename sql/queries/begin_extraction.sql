-- begin_extraction(id bigint) -> id bigint, project_id bigint, begun boolean, shape jsonb
--
-- Run an extraction that is not completed: for the first time, again after its worker
-- died, or again after it failed. `begun` tells the second from the others.
with was as (
    select id, state from orakul.extraction where id = $1::bigint for update
)
update orakul.extraction
set state = 'running',
    started_at = case was.state when 'running' then started_at else clock_timestamp() end,
    finished_at = null,
    error = null
from was
where extraction.id = was.id and was.state <> 'completed'
returning extraction.id, project_id, was.state <> 'running' as begun,
    orakul.extraction_shape(extraction) as shape
