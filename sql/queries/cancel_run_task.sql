-- cancel_run_task(task_id bigint) -> cancel_task_v1 text
--
-- Take the task of a cancelled run out of the queue.
select orakul.cancel_task_v1($1::bigint)
