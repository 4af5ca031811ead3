-- read_task_kind(name text) -> arguments jsonb
--
-- The JSON schema of the arguments of a kind of task.
select arguments from orakul.task_kind where name = $1::text
