-- evaluate_alerts(silence double precision, every double precision) -> evaluated boolean
--
-- Hold all rules against what is, unless somebody else does, or did within `every` seconds.
select orakul.evaluate_alerts_v1(
    make_interval(secs => $1::double precision),
    make_interval(secs => $2::double precision)) as evaluated
