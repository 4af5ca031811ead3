-- claim_job(queues text[], worker_id bigint) -> id bigint, status text, task_name character varying, priority integer, lock text, queueing_lock text, args jsonb, scheduled_at timestamp with time zone, queue_name character varying, attempts integer, worker_id bigint, attempt integer, owner_id bigint, project_id bigint, traceparent text
--
-- Claim the next job, with what its task knows.
select
    job.id, job.status::text as status, job.task_name, job.priority, job.lock,
    job.queueing_lock, job.args, job.scheduled_at, job.queue_name, job.attempts,
    job.worker_id, claim.attempt, claim.owner_id, claim.project_id, claim.traceparent
from orakul.fetch_job_v1($1::text[], $2::bigint) as job
cross join lateral orakul.claim_v1(job.id) as claim
