-- add_project(slug text, name text) -> id bigint, slug text, name text
--
-- A new project; no row where its slug is taken.
insert into orakul.project (slug, name)
values ($1::text, $2::text)
on conflict (slug) do nothing
returning id, slug, name
