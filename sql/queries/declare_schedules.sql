-- declare_schedules(declared jsonb, silence double precision) -> declare_schedules_v1 void
--
-- Write down what a worker that starts defers by itself, and forget what no worker does that
-- was heard of within so many seconds.
select orakul.declare_schedules_v1($1::jsonb, make_interval(secs => $2::double precision))
