-- emit_event(topic text, name text, audience text, project_id bigint, owner_id bigint, data jsonb) -> emit_v1 void
--
-- Write one event when the transaction commits.
select orakul.emit_v1($1::text, $2::text, $3::text, $4::bigint, $5::bigint, $6::jsonb)
