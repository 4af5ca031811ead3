-- drop_saved_view(id bigint) -> nothing
--
-- A view goes.
delete from orakul.saved_view
where id = $1::bigint
