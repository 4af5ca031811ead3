-- save_chat(project_id bigint, external_id bigint, kind text, title text) -> id bigint
--
-- The id of a chat in a project; null when the chat belongs to another project.
select orakul.save_chat_v1($1::bigint, $2::bigint, $3::text, $4::text) as id
