-- change_project(id bigint, name text, language text, keywords text[]) -> id bigint
--
-- Change what is not null of a project; no row where nothing is other than it was.
update orakul.project
set name = coalesce($2::text, name),
    language = coalesce($3::text, language),
    keywords = coalesce($4::text[], keywords)
where id = $1::bigint
    and (name, language, keywords) is distinct from (
        coalesce($2::text, name), coalesce($3::text, language), coalesce($4::text[], keywords))
returning id
