-- add_person(name text, email text, role text, password_hash text) -> id bigint, email text, name text, role text
--
-- Add somebody who may sign in; no row if somebody has this e-mail.
insert into orakul.person (name, email, role, password_hash)
values ($1::text, $2::text, $3::text, $4::text)
on conflict (lower(email)) do nothing
returning id, email, name, role
