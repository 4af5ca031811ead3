-- add_ingestion(project_id bigint, file_id bigint, total bigint, repairs jsonb, skips jsonb) -> id bigint
--
-- An import that waits for its task.
insert into orakul.ingestion (project_id, file_id, total, repairs, skips)
values ($1::bigint, $2::bigint, $3::bigint, $4::jsonb, $5::jsonb)
returning id
