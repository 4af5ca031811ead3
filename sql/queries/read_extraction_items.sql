-- read_extraction_items(id bigint) -> id bigint, at timestamp with time zone, author text, text text
--
-- The messages of an extraction, oldest first.
select
    message.id, message.sent_at as at,
    coalesce(person.name, message.author_name, '') as author, message.text
from orakul.message
left join orakul.person on person.id = message.author_id
where message.extraction_id = $1::bigint
order by message.sent_at, message.id
