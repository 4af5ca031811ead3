-- messages_of_places(run_id bigint, number integer, places bigint[]) -> ids bigint[]
--
-- The messages behind some places of a batch; those of a topic or an atom are its sources.
with item as (
    select entry ->> 'kind' as kind, (entry ->> 'id')::bigint as id
    from orakul.run_batch as batch
    cross join jsonb_array_elements(batch.items) with ordinality as entries (entry, place)
    where batch.run_id = $1::bigint and batch.number = $2::integer and place = any ($3::bigint[])
)
select array(
    select message.id
    from orakul.message
    join item on item.kind = 'message' and item.id = message.id
    union
    select source.message_id
    from item
    join orakul.knowledge_proposal as proposal
        on proposal.kind = item.kind
        and case item.kind when 'topic' then proposal.topic_id else proposal.atom_id end = item.id
    join orakul.knowledge_source as source on source.proposal_id = proposal.id
    order by 1
) as ids
