-- find_password_reset(digest bytea) -> person_id bigint
--
-- Who may choose another password with this token.
select reset.person_id
from orakul.password_reset as reset
join orakul.person on person.id = reset.person_id
where reset.digest = $1::bytea
    and reset.expires_at > clock_timestamp()
    and person.is_active
    and person.role is not null
