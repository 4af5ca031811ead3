-- read_context(project_id bigint, topics integer) -> project text, language text, keywords text[], topics text[]
--
-- What an engine is told of a project, with its latest topics.
select
    project.name as project, project.language, project.keywords,
    array(
        select topic.name from orakul.topic
        where topic.project_id = project.id
        order by topic.id desc
        limit $2::integer) as topics
from orakul.project
where project.id = $1::bigint
