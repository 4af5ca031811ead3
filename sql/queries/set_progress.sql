-- set_progress(task_id bigint, done bigint, total bigint, note text) -> nothing
--
-- Tell how far a task is.
update orakul.task
set progress_done = $2::bigint, progress_total = $3::bigint, progress_note = $4::text
where id = $1::bigint and state = 'in_progress'
