-- count_ended_tasks(since timestamp with time zone) -> second timestamp with time zone, state text, count bigint
--
-- How many tasks ended in each second from `since` on, by how they ended: by the state that
-- they are in now.
select date_trunc('second', finished_at) as second, state, count(*)
from orakul.task
where finished_at >= $1::timestamptz
group by 1, 2
order by 1, 2
