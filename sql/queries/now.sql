-- now() -> now timestamp with time zone
--
-- When the transaction began, by the database's clock.
select now()
