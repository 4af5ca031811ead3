-- list_migrations() -> name text, applied_at timestamp with time zone
--
-- What the database was brought up to date with, the latest first; of ours, in their order.
select name, applied_at
from orakul.migration
where name like 'migrations/%'
order by name desc
