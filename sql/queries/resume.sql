-- resume(queue text, task text) -> resumed boolean
--
-- Lift the pause of exactly this queue and this task name; false if there is none.
select orakul.resume_v1($1::text, $2::text) as resumed
