-- finish_job(id bigint, attempt integer, status text, result jsonb, error text, error_class text, traceback text, actor text) -> ended boolean
--
-- End an attempt for good; false when it is no longer the running one.
select orakul.finish_job_v1(
    $1::bigint, $2::integer, $3::text::procrastinate_job_status, $4::jsonb, $5::text, $6::text,
    $7::text, $8::text) as ended
