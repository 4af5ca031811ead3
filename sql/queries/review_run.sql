-- review_run(id bigint) -> project_id bigint
--
-- Completed to reviewed when nothing is pending.
update orakul.run
set state = 'reviewed'
where id = $1::bigint and state = 'completed' and pending = 0
returning project_id
