-- set_password(person bigint, password_hash text) -> nothing
--
-- Replace somebody's password.
update orakul.person
set password_hash = $2::text
where id = $1::bigint
