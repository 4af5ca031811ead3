-- find_account(email text) -> id bigint, email text, name text, role text, password_hash text
--
-- Who signs in with this e-mail, whatever the case of its letters.
select id, email, name, role, password_hash
from orakul.person
where lower(email) = lower($1::text) and role is not null and is_active
