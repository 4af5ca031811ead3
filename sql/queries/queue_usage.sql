-- queue_usage() -> pg_notification_queue_usage double precision
--
-- Share of the server's notification queue that is full, 0 to 1. It grows while a session
-- that listens stays in a transaction; once it is full, no transaction that notifies commits.
select pg_notification_queue_usage()
