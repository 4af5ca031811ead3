-- lock_roles() -> pg_advisory_xact_lock void
--
-- Whoever changes what others may do takes turns until the transaction ends, also with
-- orakul.guard_administrators().
select pg_advisory_xact_lock(hashtext('orakul.administrators'))
