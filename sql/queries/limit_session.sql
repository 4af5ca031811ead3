-- limit_session(statement text, lock text, idle text) -> statement text, lock text, idle text
--
-- Let this session take no longer for a statement, for a lock, and for a transaction that does
-- nothing, than so long each, such as 5000ms; 0ms is as long as it likes.
select
    set_config('statement_timeout', $1::text, false) as statement,
    set_config('lock_timeout', $2::text, false) as lock,
    set_config('idle_in_transaction_session_timeout', $3::text, false) as idle
