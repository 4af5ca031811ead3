-- defer_job(queue text, name text, priority integer, lock text, args jsonb, scheduled_at timestamp with time zone) -> id bigint
--
-- Procrastinate's own function, called in the caller's transaction: job and cause are
-- committed together or not at all.
select (procrastinate_defer_jobs_v1(array[
    row($1::text, $2::text, $3::integer, $4::text, null, $5::jsonb, $6::timestamptz)
        ::procrastinate_job_to_defer_v1
]))[1] as id
