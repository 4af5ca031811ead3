-- lock_account(person bigint) -> name text, role text, is_active boolean
--
-- What can be changed of somebody who may sign in, held until the transaction ends.
select name, role, is_active
from orakul.person
where id = $1::bigint and role is not null
for no key update
