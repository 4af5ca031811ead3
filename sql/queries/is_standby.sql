-- is_standby() -> pg_is_in_recovery boolean
--
-- Whether this server only follows another, and so can neither LISTEN nor write.
select pg_is_in_recovery()
