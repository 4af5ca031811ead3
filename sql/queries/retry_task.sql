-- retry_task(id bigint) -> was text
--
-- Put a failed or cancelled task back into its queue; the answer is what it was.
select orakul.retry_task_v1($1::bigint) as was
