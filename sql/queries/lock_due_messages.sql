-- lock_due_messages(project_id bigint, since timestamp with time zone, rested_since timestamp with time zone, most integer) -> id bigint
--
-- The oldest messages worth reading that no extraction has claimed. None while the project
-- rests after a failure: the same messages would fail the same way again at once.
select message.id
from orakul.message
join orakul.chat on chat.id = message.chat_id
where chat.project_id = $1::bigint
    and message.extraction_id is null
    and message.classification in ('weak_signal', 'signal')
    and message.sent_at >= $2::timestamptz
    and not exists (
        select from orakul.extraction
        where extraction.project_id = $1::bigint
            and extraction.state = 'failed'
            and extraction.trigger = 'auto'
            and extraction.finished_at > $3::timestamptz)
order by message.sent_at, message.id
limit $4::integer
for no key update of message skip locked
