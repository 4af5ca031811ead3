-- forget_workers(silence double precision) -> forgotten bigint[]
--
-- Forget workers that were last heard of so many seconds ago; what they left is taken up.
select orakul.forget_workers_v1(make_interval(secs => $1::double precision)) as forgotten
