-- list_topics(reader bigint, projects text[], ids bigint[], before_id bigint, most integer) -> shape jsonb, id bigint
--
-- A page of the topics that a reader may see, latest first.
select orakul.topic_shape(topic) as shape, topic.id
from orakul.topic
join orakul.project on project.id = topic.project_id
where ($1::bigint is null or exists (
        select from orakul.project_member as member
        where member.project_id = project.id and member.person_id = $1::bigint))
    and ($2::text[] is null
        or project.slug = any ($2::text[])
        or project.id::text = any ($2::text[]))
    and ($3::bigint[] is null or topic.id = any ($3::bigint[]))
    and ($4::bigint is null or topic.id < $4::bigint)
order by topic.id desc
limit $5::integer
