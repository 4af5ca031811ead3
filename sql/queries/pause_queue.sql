-- pause_queue(queue text, reason text) -> paused boolean
--
-- Let no task of a queue start, of any queue where it is null; false if that is so already.
select orakul.pause_queue_v1($1::text, $2::text) as paused
