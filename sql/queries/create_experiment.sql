-- create_experiment(project_id bigint, name text, source text, again_of bigint, items integer, created_by bigint) -> id bigint
--
-- A pending experiment; no row while another of the project is unfinished: the index decides.
insert into orakul.experiment (project_id, name, source, again_of, items, created_by)
values ($1::bigint, $2::text, $3::text, $4::bigint, $5::integer, $6::bigint)
on conflict (project_id) where state in ('pending', 'running') do nothing
returning id
