-- set_administrator(name text, email text, password_hash text) -> nothing
--
-- Make an administrator: a new person, or the one who has this e-mail.
insert into orakul.person (name, email, role, password_hash)
values ($1::text, $2::text, 'admin', $3::text)
on conflict (lower(email)) do update
set role = 'admin',
    password_hash = excluded.password_hash,
    is_active = true
