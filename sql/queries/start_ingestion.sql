-- start_ingestion(id bigint) -> id bigint
--
-- Take an import up, or take it up again; no row when it has ended.
update orakul.ingestion
set state = 'running', started_at = coalesce(started_at, now()), error = null
where id = $1::bigint and state in ('pending', 'running', 'failed', 'cancelled')
returning id
