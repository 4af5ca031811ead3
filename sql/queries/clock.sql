-- clock() -> at timestamp with time zone
--
-- What the database's clock says at this moment, however long the transaction has lasted.
select clock_timestamp() as at
