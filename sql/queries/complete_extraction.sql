-- complete_extraction(id bigint) -> project_id bigint
--
-- Running to completed; no row if somebody else has saved it, or it has failed meanwhile.
update orakul.extraction
set state = 'completed',
    finished_at = clock_timestamp()
where id = $1::bigint and state = 'running'
returning project_id
