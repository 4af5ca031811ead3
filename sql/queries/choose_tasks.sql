-- choose_tasks(reader bigint, ids bigint[]) -> ids bigint[]
--
-- Those of these tasks that `reader` may see, by id; null sees everybody's.
select array(
    select id from orakul.task
    where id = any($2::bigint[]) and ($1::bigint is null or owner_id = $1)
    order by id) as ids
