-- find_or_add_project(slug text, name text) -> id bigint, slug text, name text
--
-- The project of this slug, added if it is new. The update changes nothing: it makes the
-- row of a concurrent winner visible here.
insert into orakul.project (slug, name)
values ($1::text, $2::text)
on conflict (slug) do update
set slug = project.slug
returning id, slug, name
