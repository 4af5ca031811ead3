-- list_task_items(reader bigint, projects text[], statuses text[], ids bigint[], before_id bigint, most integer) -> shape jsonb, id bigint
--
-- A page of the task items that a reader may see, latest first; no reader sees all.
select orakul.task_item_shape(item) as shape, item.id
from orakul.task_item as item
join orakul.project on project.id = item.project_id
where ($1::bigint is null or exists (
        select from orakul.project_member as member
        where member.project_id = project.id and member.person_id = $1::bigint))
    and ($2::text[] is null
        or project.slug = any ($2::text[])
        or project.id::text = any ($2::text[]))
    and ($3::text[] is null or item.status = any ($3::text[]))
    and ($4::bigint[] is null or item.id = any ($4::bigint[]))
    and ($5::bigint is null or item.id < $5::bigint)
order by item.id desc
limit $6::integer
