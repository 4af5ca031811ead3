-- setup_is_open() -> is_open boolean
--
-- Whether nobody may sign in yet, and nobody ever might.
select closed_at is null as is_open
from orakul.setup
