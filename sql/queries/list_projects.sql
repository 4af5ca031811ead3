-- list_projects(reader bigint) -> id bigint, slug text, name text, role text, language text, keywords text[]
--
-- The projects that a person sees, with their role there; all of them where `reader` is
-- null, as for an administrator.
select
    project.id, project.slug, project.name, coalesce(member.role, 'admin') as role,
    project.language, project.keywords
from orakul.project
left join orakul.project_member as member
    on member.project_id = project.id and member.person_id = $1::bigint
where $1::bigint is null or member.role is not null
order by project.slug
