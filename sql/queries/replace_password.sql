-- replace_password(person bigint, old_hash text, new_hash text) -> id bigint
--
-- Replace a password, unless somebody else did in the meantime.
update orakul.person
set password_hash = $3::text
where id = $1::bigint and password_hash = $2::text
returning id
