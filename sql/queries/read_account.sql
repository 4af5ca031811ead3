-- read_account(person bigint) -> id bigint, shape jsonb
--
-- Somebody who may sign in.
select person.id, orakul.account_shape(person) as shape
from orakul.person
where person.id = $1::bigint and person.role is not null
