-- add_setup_code(digest bytea, lasting interval) -> digest bytea
--
-- Let another code set the installation up, and forget those that are over; no row where that
-- is closed.
with pruned as (
    delete from orakul.setup_code
    where expires_at <= clock_timestamp()
)
insert into orakul.setup_code (digest, expires_at)
select $1::bytea, clock_timestamp() + $2::interval
from orakul.setup
where closed_at is null
returning digest
