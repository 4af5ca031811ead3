-- read_result(task bigint, reader bigint) -> result text
--
-- A task's result as JSON, null if it has none, if this person sees the task; a null
-- `reader` sees every one.
select result::text as result
from orakul.task
where id = $1::bigint and ($2::bigint is null or owner_id = $2::bigint)
