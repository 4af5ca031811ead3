-- defer_jobs(queue text, name text, args jsonb) -> ids bigint[]
--
-- As defer_job, once for each element of the array `args`.
select procrastinate_defer_jobs_v1(array(
    select row($1::text, $2::text, 0, null, null, each, null)::procrastinate_job_to_defer_v1
    from jsonb_array_elements($3::jsonb) as each
)) as ids
