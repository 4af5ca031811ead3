-- limit_statements(most text) -> set_config text
--
-- Let no statement of this transaction run longer than so long, such as 5000ms.
select set_config('statement_timeout', $1::text, true)
