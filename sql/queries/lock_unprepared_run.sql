-- lock_unprepared_run(id bigint) -> id bigint, project_id bigint, source text, window_start timestamp with time zone, window_end timestamp with time zone
--
-- A running run whose batches are not made yet.
select id, project_id, source, window_start, window_end
from orakul.run
where id = $1::bigint and state = 'running' and prepared_at is null
for update
