-- A page of messages by time or by importance, either way, after a place (a sort key and
-- an id). As in orakul.page_of_tasks_v1, the order is written into the statement, and nulls
-- (messages without a score) come last ascending and first descending.

create or replace function orakul.list_messages_v2(
    reader bigint, project text, search text, classifications text[], author text,
    since timestamptz, until timestamptz, ids bigint[], chats bigint[], topics bigint[],
    sort text, descending boolean, after_key text, after_id bigint, most integer
) returns table (id bigint, key text, message jsonb)
language plpgsql stable as $$
declare
    column_ record;
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    after text := 'true';
begin
    select * into strict column_
    from (values
        ('id', 'message.id', 'bigint', false),
        ('sent_at', 'message.sent_at', 'timestamptz', false),
        ('importance', 'message.importance', 'double precision', true)
    ) as sortable (name, expression, type, nullable)
    where sortable.name = sort;

    if after_id is not null then
        after := case
            when not column_.nullable
                then format('(%1$s, message.id) %2$s ($13::%3$s, $14)',
                    column_.expression, beyond, column_.type)
            when after_key is not null
                then format('((%1$s, message.id) %2$s ($13::%3$s, $14) %4$s)',
                    column_.expression, beyond, column_.type,
                    case when not descending
                        then format('or %s is null', column_.expression) else '' end)
            else format('(%1$s is null and message.id %2$s $14 %3$s)',
                column_.expression, beyond,
                case when descending
                    then format('or %s is not null', column_.expression) else '' end)
        end;
    end if;

    return query execute format($statement$
        with page as (
            select message as row, message.id, %1$s as key
            from orakul.messages_that($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as message
            where %3$s
            order by %1$s %2$s, message.id %2$s
            limit $12
        )
        select page.id, page.key::text, orakul.message_shape(page.row)
        from page
        order by page.key %2$s, page.id %2$s
        $statement$, column_.expression, direction, after)
    using reader, project, search, classifications, author, since, until, ids, chats, topics,
        sort, most, after_key, after_id;
end;
$$;
