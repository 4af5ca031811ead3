-- resume_queue(queue text) -> resumed boolean
--
-- Lift the pause of a queue, or the one over all where it is null; false if there is none.
select orakul.resume_queue_v1($1::text) as resumed
