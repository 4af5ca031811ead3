-- change_account(person bigint, name text, role text, is_active boolean) -> id bigint, shape jsonb
--
-- Change somebody who may sign in.
update orakul.person
set name = $2::text, role = $3::text, is_active = $4::boolean
where id = $1::bigint
returning id, orakul.account_shape(person) as shape
