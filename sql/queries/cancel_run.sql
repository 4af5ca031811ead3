-- cancel_run(id bigint) -> id bigint
--
-- Pending to cancelled; no row if it is not pending.
update orakul.run
set state = 'cancelled'
where id = $1::bigint and state = 'pending'
returning id
