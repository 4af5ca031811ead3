-- count_ended_tasks(since timestamp with time zone) -> second timestamp with time zone, state text, count bigint
--
-- How many tasks ended in each second from `since` on, by how they ended, though they were
-- taken up again since.
select date_trunc('second', finished_at) as second, state, count(*)
from orakul.task_end
where finished_at >= $1::timestamptz
group by 1, 2
order by 1, 2
