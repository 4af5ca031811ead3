-- read_queues(reader bigint, project text, silence double precision) -> name text, waiting bigint, running bigint, scheduled bigint, oldest_seconds double precision, ended_1h bigint, failed_1h bigint, workers bigint, pause jsonb
--
-- The queues that a person sees, and what is in each, of one project where there is a slug or
-- an id; a worker silent for so many seconds serves none.
select name, waiting, running, scheduled, oldest_seconds, ended_1h, failed_1h, workers, pause
from orakul.read_queues_v1(
    $1::bigint, make_interval(secs => $3::double precision), $2::text)
