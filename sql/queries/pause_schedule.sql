-- pause_schedule(name text, reason text) -> paused boolean
--
-- Let a schedule defer nothing; false if that is so already, null where there is none.
select orakul.pause_schedule_v1($1::text, $2::text) as paused
