-- messages_to_score(ids bigint[], neighbours integer) -> id bigint, chat_id bigint, text text, sent_at timestamp with time zone, author_mean double precision, author_count bigint, topic_count bigint, topic_recent bigint, earlier text[]
--
-- Messages with all that their importance depends on: what their author's earlier messages in the
-- project were worth, how busy their topic is, and the `neighbours` messages before each.
--
-- What an author said before all of these is read once for all of them, and what they said since
-- as it came: read for each message, it would make a long chat of few people cost the square of
-- its length.
with wanted as (
    select
        message.id, message.chat_id, message.text, message.sent_at, message.author_id,
        message.topic_id, chat.project_id
    from orakul.message
    join orakul.chat on chat.id = message.chat_id
    where message.id = any ($1::bigint[])
), author as materialized (
    select author_id, project_id, min(id) as first, max(id) as last
    from wanted
    group by author_id, project_id
), known as materialized (
    select author.*, before.sum, before.count
    from author
    cross join lateral (
        select coalesce(sum(said.importance), 0) as sum, count(said.importance) as count
        from orakul.message as said
        join orakul.chat as place
            on place.id = said.chat_id and place.project_id = author.project_id
        where said.author_id = author.author_id and said.id < author.first
    ) as before
), told as (
    select
        said.id,
        known.sum + coalesce(sum(said.importance) over earlier, 0) as sum,
        known.count + count(said.importance) over earlier as count
    from known
    join orakul.message as said
        on said.author_id = known.author_id and said.id between known.first and known.last
    join orakul.chat as place on place.id = said.chat_id and place.project_id = known.project_id
    window earlier as (
        partition by known.author_id, known.project_id order by said.id
        rows between unbounded preceding and 1 preceding)
), topic as (
    select
        message.topic_id as id, count(*) as count,
        count(*) filter (where message.sent_at > now() - interval '24 h') as recent
    from orakul.message
    where message.topic_id in (select topic_id from wanted)
    group by message.topic_id
)
select
    wanted.id, wanted.chat_id, wanted.text, wanted.sent_at,
    told.sum / nullif(told.count, 0) as author_mean, coalesce(told.count, 0) as author_count,
    coalesce(topic.count, 0) as topic_count, coalesce(topic.recent, 0) as topic_recent,
    array(
        select before.text from orakul.message as before
        where before.chat_id = wanted.chat_id and before.text <> ''
            and (before.sent_at, before.id) < (wanted.sent_at, wanted.id)
        order by before.sent_at desc, before.id desc
        limit $2::integer
    ) as earlier
from wanted
left join told on told.id = wanted.id
left join topic on topic.id = wanted.topic_id
order by wanted.sent_at, wanted.id
