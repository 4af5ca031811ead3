-- read_batch_items(run_id bigint, number integer) -> id bigint, at timestamp with time zone, author text, text text
--
-- What a batch holds, each by its place in it: a message and a topic may have one id.
with item as (
    select place, entry ->> 'kind' as kind, (entry ->> 'id')::bigint as id
    from orakul.run_batch as batch
    cross join jsonb_array_elements(batch.items) with ordinality as entries (entry, place)
    where batch.run_id = $1::bigint and batch.number = $2::integer
)
select
    item.place as id,
    coalesce(message.sent_at, topic.created_at, atom.created_at) as at,
    coalesce(person.name, message.author_name, '') as author,
    case item.kind
        when 'message' then message.text
        when 'topic' then concat_ws(E'\n', topic.name, nullif(topic.description, ''))
        else concat_ws(E'\n', atom.title, nullif(atom.content, ''))
    end as text
from item
left join orakul.message on item.kind = 'message' and message.id = item.id
left join orakul.person on person.id = message.author_id
left join orakul.topic on item.kind = 'topic' and topic.id = item.id
left join orakul.atom on item.kind = 'atom' and atom.id = item.id
where coalesce(message.id, topic.id, atom.id) is not null
order by item.place
