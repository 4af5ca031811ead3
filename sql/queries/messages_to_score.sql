-- messages_to_score(ids bigint[], neighbours integer) -> id bigint, chat_id bigint, text text, sent_at timestamp with time zone, author_mean double precision, author_count bigint, topic_count bigint, topic_recent bigint, earlier text[]
--
-- Messages with all that their importance depends on: what their author's earlier messages in the
-- project were worth, how busy their topic is, and the `neighbours` messages before each.
select
    message.id, message.chat_id, message.text, message.sent_at,
    author.mean as author_mean, coalesce(author.count, 0) as author_count,
    coalesce(topic.count, 0) as topic_count, coalesce(topic.recent, 0) as topic_recent,
    array(
        select before.text from orakul.message as before
        where before.chat_id = message.chat_id and before.text <> ''
            and (before.sent_at, before.id) < (message.sent_at, message.id)
        order by before.sent_at desc, before.id desc
        limit $2::integer
    ) as earlier
from orakul.message
join orakul.chat on chat.id = message.chat_id
left join lateral (
    select avg(said.importance)::double precision as mean, count(*) as count
    from orakul.message as said
    join orakul.chat as place on place.id = said.chat_id and place.project_id = chat.project_id
    where said.author_id = message.author_id and said.id < message.id
        and said.importance is not null
) as author on true
left join lateral (
    select count(*) as count, count(*) filter (where told.sent_at > now() - interval '24 h') as recent
    from orakul.message as told
    where told.topic_id = message.topic_id
) as topic on message.topic_id is not null
where message.id = any ($1::bigint[])
order by message.sent_at, message.id
