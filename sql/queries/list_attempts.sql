-- list_attempts(task bigint) -> number integer, worker text, due_at timestamp with time zone, started_at timestamp with time zone, finished_at timestamp with time zone, outcome text, error text, error_class text, traceback text, trace_id text, fingerprint text, frames jsonb
--
-- The attempts at a task, first to last.
select
    number, worker, due_at, started_at, finished_at, outcome, error, error_class, traceback,
    trace_id, fingerprint, frames
from orakul.task_attempt
where task_id = $1::bigint
order by number
