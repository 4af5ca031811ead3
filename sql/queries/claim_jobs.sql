-- claim_jobs(queues text[], worker_id bigint, most integer) -> id bigint, status text, task_name character varying, priority integer, lock text, queueing_lock text, args jsonb, scheduled_at timestamp with time zone, queue_name character varying, attempts integer, worker_id bigint, attempt integer, owner_id bigint, project_id bigint, traceparent text
--
-- Claim up to so many jobs, each with what its task knows, in the order they are to begin. Its
-- `args` are null where they are nested so deeply that no worker could read them: it would fail
-- with all else that it claimed, and so would the next one.
select
    id, status::text as status, task_name, priority, lock, queueing_lock,
    case when not jsonb_path_exists(args, 'strict $.**{501}') then args end as args, scheduled_at,
    queue_name, attempts, worker_id, attempt, owner_id, project_id, traceparent
from orakul.fetch_jobs_v1($1::text[], $2::bigint, $3::integer)
