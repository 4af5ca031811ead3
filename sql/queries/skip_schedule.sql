-- skip_schedule(task text, periodic_id text, due double precision) -> nothing
--
-- Note that nothing was deferred for a time, in seconds since 1970, because one waits already.
update orakul.schedule
set dealt_until = greatest(dealt_until, to_timestamp($3::double precision))
where task = $1::text and periodic_id = $2::text
