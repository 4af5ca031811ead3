-- account_with_email(email text) -> id bigint, shape jsonb
--
-- Who may sign in with this e-mail, or might if they were active, whatever the case of its letters.
select person.id, orakul.account_shape(person) as shape
from orakul.person
where lower(person.email) = lower($1::text) and person.role is not null
