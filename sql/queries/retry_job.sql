-- retry_job(id bigint, attempt integer, retry_at timestamp with time zone, error text, error_class text, traceback text, actor text) -> ended boolean
--
-- End an attempt, and let there be another; false when it is no longer the running one.
select orakul.retry_job_v1(
    $1::bigint, $2::integer, coalesce($3::timestamptz, now()), $4::text, $5::text, $6::text,
    $7::text) as ended
