-- pause(queue text, task text, reason text, resume_at timestamp with time zone) -> paused boolean
--
-- Let no task of a queue, of a name, or of both start, or none at all where both are null;
-- false if that is so already.
select orakul.pause_v1($1::text, $2::text, $3::text, $4::timestamptz) as paused
