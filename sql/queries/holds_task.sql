-- holds_task(id bigint, attempt integer) -> yes boolean
--
-- Whether this attempt is still the running one. If so it stays that until the transaction ends:
-- who takes up what dead workers left passes over a task that is locked.
select exists (
    select from orakul.task
    where id = $1::bigint and attempt = $2::integer and state = 'in_progress'
    for share) as yes
