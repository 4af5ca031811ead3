-- lock_imported_messages(ingestion_id bigint, most integer) -> id bigint
--
-- The oldest messages of an import worth reading that no extraction has claimed.
select message.id
from orakul.message
where message.ingestion_id = $1::bigint
    and message.extraction_id is null
    and message.classification in ('weak_signal', 'signal')
order by message.sent_at, message.id
limit $2::integer
for update of message skip locked
