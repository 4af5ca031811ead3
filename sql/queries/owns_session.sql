-- owns_session(person bigint, session uuid) -> exists boolean
--
-- Whether a session is a person's, whether it stands or not.
select exists (
    select from orakul.session where id = $2::uuid and person_id = $1::bigint)
