-- retry_edited(task bigint, args jsonb, person bigint) -> was text, obstacle text, successor bigint, made boolean
--
-- Try a task again with other arguments, as a new one; or what was in the way of it.
select was, obstacle, successor, made
from orakul.retry_edited_v1($1::bigint, $2::jsonb, $3::bigint)
