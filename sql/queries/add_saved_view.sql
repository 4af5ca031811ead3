-- add_saved_view(owner bigint, project bigint, name text, search jsonb) -> id bigint
--
-- A view; one of each name of a person's.
insert into orakul.saved_view (owner_id, project_id, name, search)
values ($1::bigint, $2::bigint, $3::text, $4::jsonb)
returning id
