-- create_run(project_id bigint, source text, window_start timestamp with time zone, window_end timestamp with time zone, created_by bigint) -> id bigint
--
-- A pending run; no row while another run of the project is not closed: the index decides.
insert into orakul.run (project_id, source, window_start, window_end, created_by)
values ($1::bigint, $2::text, $3::timestamptz, $4::timestamptz, $5::bigint)
on conflict (project_id) where state in ('pending', 'running', 'completed', 'reviewed')
    do nothing
returning id
