-- The messages most alike to a place in the space of meanings, or those and the ones that hold
-- any of the words of a question, in one ranking (sql/functions/fused.sql). `besides` is left
-- out, and so is what is less alike than `border` and has no such word. Without a question the
-- likeness alone counts.
--
-- What a filter leaves is compared one by one where that is little. Otherwise the index proposes,
-- and goes on until enough of its proposals pass the filter; where it gives up before that, all
-- that the filter leaves is compared after all. So a filter never costs a result. The statements
-- are put together here because the index is of one model and of its dimensions, which have to
-- stand in them, and so that they are planned for the filters that there are.

create or replace function orakul.rank_messages_v1(
    reader bigint, project text, classifications text[], author text, since timestamptz,
    until timestamptz, ids bigint[], chats bigint[], topics bigint[], besides bigint,
    model text, place vector, border double precision, question text, idle text, most integer
) returns table (message jsonb, score double precision, likeness double precision)
language plpgsql stable as $$
declare
    few constant integer := 2000;
    -- Two rankings go as deep for a short list as for the longest, which then only goes on, and
    -- by one more, which tells that it does.
    depth integer := case when question is null then most else 201 end;
    words tsquery := orakul.any_word(question, idle);
    those constant text := 'orakul.messages_that($1, $2, null, $3, $4, $5, $6, $7, $8, $9)';
    nearest constant text := format($statement$
        select array(
            select near.id
            from (
                select message.id, placed.embedding %%1$s <=> $10 as distance
                from %1$s as message
                join orakul.message_embedding as placed on placed.message_id = message.id
                where placed.model = %2$L and message.id is distinct from $11
                order by placed.embedding %%1$s <=> $10
                limit $12
            ) as near
            order by near.distance, near.id desc)
        $statement$, those, model);
    dimensions integer;
    passing integer;
    by_meaning bigint[] := '{}';
    by_words bigint[] := '{}';
begin
    select known.dimensions into strict dimensions
    from orakul.embedding_model as known where known.name = model;

    execute format('select count(*) from (select from %s limit $10) as counted', those) into passing
    using reader, project, classifications, author, since, until, ids, chats, topics, few + 1;

    if passing > few then
        perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
        perform set_config('hnsw.ef_search', '100', true);
        execute format(nearest, format('::vector(%s)', dimensions)) into by_meaning
        using reader, project, classifications, author, since, until, ids, chats, topics,
            place, besides, depth;
    end if;
    if cardinality(by_meaning) < depth then
        -- Without the dimensions it is not what the index is of.
        execute format(nearest, '') into by_meaning
        using reader, project, classifications, author, since, until, ids, chats, topics,
            place, besides, depth;
    end if;

    by_meaning := array(
        select near.id
        from unnest(by_meaning) with ordinality as near (id, rank)
        join orakul.message_embedding as placed on placed.message_id = near.id
        where placed.model = rank_messages_v1.model
            and orakul.likeness(placed.embedding, place) >= border
        order by near.rank);

    if words is not null then
        execute format($statement$
            select array(
                select message.id
                from %s as message
                join orakul.message_search as known on known.message_id = message.id
                where known.words @@ $10
                order by ts_rank(known.words, $10, 1) desc, message.id desc
                limit $11)
            $statement$, those) into by_words
        using reader, project, classifications, author, since, until, ids, chats, topics,
            words, depth;
    end if;

    return query
    select orakul.message_shape(ranked.row), ranked.score, ranked.likeness
    from (
        select said as row,
            case when question is null then alike.ness else fused.score end as score,
            alike.ness as likeness
        from orakul.fused(by_words, by_meaning) as fused
        join orakul.message as said on said.id = fused.id
        left join orakul.message_embedding as placed
            on placed.message_id = said.id and placed.model = rank_messages_v1.model
        cross join lateral orakul.likeness(placed.embedding, place) as alike (ness)
        order by fused.score desc, alike.ness desc nulls last, said.id desc
        limit most
    ) as ranked
    order by ranked.score desc, ranked.likeness desc nulls last, (ranked.row).id desc;
end;
$$;
