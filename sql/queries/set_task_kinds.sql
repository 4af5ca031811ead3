-- set_task_kinds(names text[], max_attempts integer[]) -> nothing
--
-- What this release knows of each kind of task.
insert into orakul.task_kind (name, max_attempts)
select given.name, given.max_attempts
from unnest($1::text[], $2::integer[]) as given (name, max_attempts)
order by given.name
on conflict (name) do update set max_attempts = excluded.max_attempts
where task_kind.max_attempts <> excluded.max_attempts
