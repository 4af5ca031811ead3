-- count_messages(reader bigint, project text, search text, author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], most integer) -> name text, counted bigint
--
-- How many messages of each classification, and of `all`, a list has, counted up to `most`;
-- null where counting would take long.
select classification as name, counted
from orakul.count_messages_v1(
    $1::bigint, $2::text, $3::text, $4::text, $5::timestamptz, $6::timestamptz,
    $7::bigint[], $8::bigint[], $9::bigint[], $10::integer)
