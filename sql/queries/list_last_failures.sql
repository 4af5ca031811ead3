-- list_last_failures(most integer) -> task jsonb
--
-- The dead letters that failed last.
select orakul.task_shape(dead) as task
from orakul.dead_letter as letter
join orakul.task as dead on dead.id = letter.id
order by letter.finished_at desc, letter.id desc
limit $1::integer
