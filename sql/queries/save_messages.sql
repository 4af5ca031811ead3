-- save_messages(chat_id bigint, ingestion_id bigint, messages jsonb) -> id bigint, external_id bigint, outcome text
--
-- Save a batch of messages of one chat; a row for each that is new or was edited.
select id, external_id, outcome from orakul.save_messages_v1($1::bigint, $2::bigint, $3::jsonb)
