-- rescue_jobs(silence double precision) -> rescued integer
--
-- Take up again what workers left that have been silent for so many seconds.
select orakul.rescue_jobs_v1(make_interval(secs => $1::double precision)) as rescued
