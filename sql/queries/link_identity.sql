-- link_identity(issuer text, subject text, email text) -> person_id bigint
--
-- Note whom an issuer calls by this name: who has this e-mail. No row if nobody has it, or
-- the issuer calls them by another name already.
insert into orakul.identity (issuer, subject, person_id)
select $1::text, $2::text, person.id
from orakul.person
where lower(person.email) = lower($3::text)
    and person.is_active
    and person.role is not null
on conflict do nothing
returning person_id
