-- find_identity(issuer text, subject text) -> id bigint, email text, name text, role text
--
-- Whom an issuer calls by this name, if they are active.
select person.id, person.email, person.name, person.role
from orakul.identity
join orakul.person on person.id = identity.person_id
where identity.issuer = $1::text
    and identity.subject = $2::text
    and person.is_active
    and person.role is not null
