-- request_run(id bigint) -> project_id bigint
--
-- Ask once for a pending run to be started; no row if somebody has, or it is not pending.
update orakul.run
set requested_at = clock_timestamp()
where id = $1::bigint and state = 'pending' and requested_at is null
returning project_id
