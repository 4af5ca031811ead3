-- keep_task_history(partition text) -> kept bigint
--
-- Keep what a partition of the log tells of tasks that there still are.
select orakul.keep_task_history_v1($1::text) as kept
