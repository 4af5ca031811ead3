-- add_topic(project_id bigint, name text, description text, keywords text[]) -> id bigint
--
-- A new topic; no row if the project has one of this name.
insert into orakul.topic (project_id, name, description, keywords)
values ($1::bigint, $2::text, $3::text, $4::text[])
on conflict do nothing
returning id
