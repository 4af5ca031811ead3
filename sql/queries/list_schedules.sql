-- list_schedules(reader bigint, silence double precision, name text) -> schedule jsonb
--
-- All schedules by name, or the one of this name. A null `reader` is told the ids of all
-- tasks; a worker counts as dead after so many seconds of silence.
select schedule
from orakul.list_schedules_v1(
    $1::bigint, make_interval(secs => $2::double precision), $3::text) as schedule
