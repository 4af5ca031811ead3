-- set_progress(task_id bigint, done bigint, total bigint, note text) -> nothing
--
-- Tell how far a task is, and estimate how long the rest will take.
update orakul.task
set progress_done = $2::bigint,
    progress_total = $3::bigint,
    progress_note = $4::text,
    progress_attempt = attempt,
    progress_from = orakul.progress_begin(task, $2::bigint),
    progress_eta = orakul.progress_eta(task, $2::bigint, $3::bigint)
where id = $1::bigint and state = 'in_progress'
