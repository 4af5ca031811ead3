-- resume_schedule(name text) -> resumed boolean
--
-- Let a schedule defer again; false if it does already, null where there is none.
select orakul.resume_schedule_v1($1::text) as resumed
