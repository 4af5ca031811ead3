-- read_queues(reader bigint, silence double precision) -> name text, waiting bigint, running bigint, scheduled bigint, oldest_seconds double precision, ended_1h bigint, failed_1h bigint, workers bigint, pause jsonb
--
-- The queues that a person sees, and what is in each; a worker silent for so many seconds
-- serves none.
select name, waiting, running, scheduled, oldest_seconds, ended_1h, failed_1h, workers, pause
from orakul.read_queues_v1($1::bigint, make_interval(secs => $2::double precision))
