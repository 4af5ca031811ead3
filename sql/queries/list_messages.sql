-- list_messages(reader bigint, project text, search text, classifications text[], author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], sort text, descending boolean, after_key text, after_id bigint, most integer) -> id bigint, key text, shape jsonb
--
-- A page of the messages that a person sees (all of them where `reader` is null), sent
-- from `since` and before `until`, after the place that `after_key` and `after_id` name.
select id, key, message as shape
from orakul.list_messages_v2(
    $1::bigint, $2::text, $3::text, $4::text[], $5::text, $6::timestamptz,
    $7::timestamptz, $8::bigint[], $9::bigint[], $10::bigint[], $11::text, $12::boolean,
    $13::text, $14::bigint, $15::integer)
