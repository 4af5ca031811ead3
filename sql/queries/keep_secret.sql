-- keep_secret(name text, value bytea) -> value bytea
--
-- Store a secret if there is none of this name; return the one that is stored. The update
-- changes nothing: it makes the row of a concurrent winner visible here.
insert into orakul.secret (name, value)
values ($1::text, $2::bytea)
on conflict (name) do update
set value = secret.value
returning value
