-- lose_last_workers(silence double precision) -> lose_last_workers_v1 void
--
-- Where no worker lives, tell of those that fell silent; each is told of once.
select orakul.lose_last_workers_v1(make_interval(secs => $1::double precision))
