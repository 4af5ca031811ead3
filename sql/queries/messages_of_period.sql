-- messages_of_period(project_id bigint, period_start timestamp with time zone, period_end timestamp with time zone, most integer) -> id bigint
--
-- Messages of a period that say something and are not noise.
select message.id
from orakul.message
join orakul.chat on chat.id = message.chat_id
where chat.project_id = $1::bigint
    and message.sent_at between $2::timestamptz and $3::timestamptz
    and message.classification is distinct from 'noise'
    and btrim(message.text) <> ''
order by message.sent_at, message.id
limit $4::integer
