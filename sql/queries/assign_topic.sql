-- assign_topic(topic_id bigint, proposal_id bigint) -> nothing
--
-- Give a topic those of the proposal's messages that have none.
update orakul.message
set topic_id = $1::bigint
where id in (
    select message.id
    from orakul.message
    join orakul.knowledge_source as source on source.message_id = message.id
    where source.proposal_id = $2::bigint and message.topic_id is null
    order by message.id
    for no key update of message)
