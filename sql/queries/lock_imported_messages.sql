-- lock_imported_messages(ingestion_id bigint, most integer) -> id bigint
--
-- The oldest messages of an import worth reading that no extraction has claimed. The lock
-- is the weak one: an embedding that is saved meanwhile refers to its message, and a
-- stronger lock would skip that message for good.
select message.id
from orakul.message
where message.ingestion_id = $1::bigint
    and message.extraction_id is null
    and message.classification in ('weak_signal', 'signal')
order by message.sent_at, message.id
limit $2::integer
for no key update of message skip locked
