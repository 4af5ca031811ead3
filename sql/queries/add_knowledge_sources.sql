-- add_knowledge_sources(proposal_id bigint, extraction_id bigint, message_ids bigint[]) -> count bigint
--
-- The messages that a proposal rests on: of those named, the ones that were read. How many
-- it did not rest on before.
with added as (
    insert into orakul.knowledge_source (proposal_id, message_id)
    select $1::bigint, message.id
    from orakul.message
    where message.id = any ($3::bigint[]) and message.extraction_id = $2::bigint
    on conflict do nothing
    returning message_id
)
select count(*) from added
