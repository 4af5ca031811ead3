-- end_pauses() -> ended integer
--
-- Write down which pauses ended by the clock.
select orakul.end_pauses_v1() as ended
