-- set_task_kinds(names text[], max_attempts integer[], arguments jsonb) -> nothing
--
-- What this release knows of each kind of task; `arguments` is a list of JSON schemas.
insert into orakul.task_kind (name, max_attempts, arguments)
select given.name, given.max_attempts, $3::jsonb -> (given.place - 1)::integer
from unnest($1::text[], $2::integer[]) with ordinality as given (name, max_attempts, place)
order by given.name
on conflict (name) do update
set max_attempts = excluded.max_attempts, arguments = excluded.arguments
where (task_kind.max_attempts, task_kind.arguments)
    is distinct from (excluded.max_attempts, excluded.arguments)
