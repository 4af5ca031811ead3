-- drop_password_reset(person bigint) -> nothing
--
-- Let nobody choose another password for a person any more.
delete from orakul.password_reset
where person_id = $1::bigint
