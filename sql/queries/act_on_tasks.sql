-- act_on_tasks(action text, ids bigint[], person bigint, priority integer, at timestamp with time zone) -> id bigint, was text, obstacle text
--
-- Do something to tasks as a person; what was in the way of it, task by task.
select id, was, obstacle
from orakul.act_on_tasks_v1($1::text, $2::bigint[], $3::bigint, $4::integer, $5::timestamptz)
