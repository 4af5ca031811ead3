-- messages_of_places(run_id bigint, number integer, places bigint[]) -> ids bigint[]
--
-- The messages behind some places of a batch; those of a topic or an atom are its sources.
with item as (
    select entry ->> 'kind' as kind, (entry ->> 'id')::bigint as id
    from orakul.run_batch as batch
    cross join jsonb_array_elements(batch.items) with ordinality as entries (entry, place)
    where batch.run_id = $1::bigint and batch.number = $2::integer and place = any ($3::bigint[])
),
proposal as (
    select proposal.id
    from item
    join orakul.knowledge_proposal as proposal on proposal.topic_id = item.id
    where item.kind = 'topic'
    union
    select proposal.id
    from item
    join orakul.knowledge_proposal as proposal on proposal.atom_id = item.id
    where item.kind = 'atom'
)
select array(
    select message.id
    from item
    join orakul.message on message.id = item.id
    where item.kind = 'message'
    union
    select source.message_id
    from proposal
    join orakul.knowledge_source as source on source.proposal_id = proposal.id
    order by 1
) as ids
