-- probe_listener(payload text) -> pg_notify void
--
-- Wake every listener with a payload of its own, as the log does with an empty one.
select pg_notify('oracle_channel', $1::text)
