-- set_password(person bigint, password_hash text) -> id bigint
--
-- Give somebody a password, whatever they had; no row if they are not active.
update orakul.person
set password_hash = $2::text
where id = $1::bigint and is_active and role is not null
returning id
