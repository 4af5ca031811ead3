-- holds_task(id bigint, attempt integer) -> yes boolean
--
-- Whether this attempt is still the running one.
select exists (
    select from orakul.task
    where id = $1::bigint and attempt = $2::integer and state = 'in_progress') as yes
