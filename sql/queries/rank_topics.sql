-- rank_topics(reader bigint, projects text[], ids bigint[], model text, place vector, border double precision, question text, idle text, most integer) -> shape jsonb, score double precision, likeness double precision
--
-- The topics most alike to a place in the space of meanings, or those and the ones that hold any
-- of the words of a question, in one ranking, as in sql/functions/rank_messages.sql. A project
-- has few topics, so every one is compared. What is fused is as long as the longest list, and one
-- more, which tells that it goes on.
with compared as (
    select topic, topic.id, orakul.likeness(placed.embedding, $5::vector) as likeness
    from orakul.topics_that($1::bigint, $2::text[], null, $3::bigint[]) as topic
    left join orakul.topic_embedding as placed
        on placed.topic_id = topic.id and placed.model = $4::text
),
worded as (
    select compared.id, lexemes
    from compared, orakul.text_lexemes(orakul.text_of(compared.topic)) as lexemes
    where lexemes @@ orakul.any_word($7::text, $8::text)
)
select orakul.topic_shape(compared.topic) as shape,
    case when $7::text is null then compared.likeness else fused.score end as score,
    compared.likeness
from orakul.fused(
    array(
        select worded.id from worded
        order by ts_rank(lexemes, orakul.any_word($7::text, $8::text), 1) desc, id desc
        limit 201),
    array(
        select compared.id from compared
        where likeness >= $6::double precision
        order by likeness desc, id desc
        limit 201)) as fused
join compared using (id)
order by fused.score desc, compared.likeness desc nulls last, compared.id desc
limit $9::integer
