-- limit_idle(most text) -> set_config text
--
-- Let no transaction of this session do nothing for longer than so long, such as 5000ms.
select set_config('idle_in_transaction_session_timeout', $1::text, false)
