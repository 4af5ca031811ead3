-- finish_ingestion(id bigint) -> nothing
--
-- Every entry of the file was dealt with.
update orakul.ingestion
set state = 'completed', finished_at = now()
where id = $1::bigint and state = 'running'
