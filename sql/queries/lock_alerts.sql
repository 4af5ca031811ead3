-- lock_alerts() -> pg_advisory_xact_lock void
--
-- Whoever changes a rule waits for who evaluates, before either holds a row that the other
-- wants; nobody evaluates until the change is committed.
select pg_advisory_xact_lock(hashtext('orakul.alerts'))
