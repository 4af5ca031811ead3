-- set_ingestion_task(id bigint, task_id bigint) -> nothing
--
-- Name the task that carries an ingestion out.
update orakul.ingestion set task_id = $2::bigint where id = $1::bigint
