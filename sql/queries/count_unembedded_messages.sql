-- count_unembedded_messages(reader bigint, project text, classifications text[], author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], model text, most integer) -> count bigint
--
-- How many of the latest messages that a ranking is of, `most` of them, have no embedding by
-- this model yet. A blank text gets none.
select count(*) as count
from (
    select message.id, message.text
    from orakul.messages_that(
        $1::bigint, $2::text, null, $3::text[], $4::text, $5::timestamptz, $6::timestamptz,
        $7::bigint[], $8::bigint[], $9::bigint[]) as message
    order by message.id desc
    limit $11::integer
) as latest
where latest.text ~ '\S'
    and not exists (
        select from orakul.message_embedding as placed
        where placed.message_id = latest.id and placed.model = $10::text)
