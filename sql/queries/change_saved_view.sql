-- change_saved_view(id bigint, project bigint, name text, search jsonb) -> nothing
--
-- A view becomes this one; where it is so already, it was not changed.
update orakul.saved_view
set project_id = $2::bigint,
    name = $3::text,
    search = $4::jsonb,
    changed_at = now()
where id = $1::bigint
    and (project_id, name, search) is distinct from ($2::bigint, $3::text, $4::jsonb)
