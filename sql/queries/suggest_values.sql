-- suggest_values(field text, reader bigint, part text, most integer) -> value text, told text
--
-- What may follow a qualifier of a search and has `part` in it, what begins with it first:
-- names and queues, of the newest thousand tasks of one's own where `reader` is not null;
-- people, whom it names to nobody but an administrator; one's own projects.
select value, told
from (
    select orakul.task_names() as value, null as told
    where $1::text = 'task' and $2::bigint is null
    union all
    select orakul.task_queues(), null
    where $1::text = 'queue' and $2::bigint is null
    union all
    select distinct case $1::text when 'task' then name else queue end, null
    from (
        select name, queue from orakul.task
        where owner_id = $2::bigint and $1::text in ('task', 'queue')
        order by created_at desc, id desc
        limit 1000) as own
    union all
    select email, name
    from orakul.person
    where $1::text = 'owner' and $2::bigint is null and email is not null
        and (strpos(lower(email), lower($3::text)) > 0 or strpos(lower(name), lower($3::text)) > 0)
    union all
    select slug, name
    from orakul.project
    where $1::text = 'project' and ($2::bigint is null or exists (
        select from orakul.project_member
        where project_id = project.id and person_id = $2::bigint))
) as known
where strpos(lower(value), lower($3::text)) > 0 or strpos(lower(told), lower($3::text)) > 0
order by not starts_with(lower(value), lower($3::text)), value
limit $4::integer
