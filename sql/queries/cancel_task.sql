-- cancel_task(id bigint) -> was text
--
-- Cancel a task that waits, tell one that runs to stop; the answer is what it was.
select orakul.cancel_task_v1($1::bigint) as was
