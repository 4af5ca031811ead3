-- set_extraction_task(id bigint, task_id bigint) -> nothing
--
-- The task that carries an extraction out.
update orakul.extraction set task_id = $2::bigint where id = $1::bigint
