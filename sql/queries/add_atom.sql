-- add_atom(project_id bigint, type text, title text, content text, confidence double precision) -> id bigint
--
-- A new atom.
insert into orakul.atom (project_id, type, title, content, confidence)
values ($1::bigint, $2::text, $3::text, $4::text, $5::double precision)
returning id
