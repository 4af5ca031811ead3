-- A message as clients see it, in lists and in events.

create or replace function orakul.message_shape(message orakul.message) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', message.id::text,
        'project', project.slug,
        'chat', jsonb_build_object('id', chat.id::text, 'title', chat.title),
        'author', case when message.author_id is not null or message.author_name is not null
            then jsonb_build_object(
                'id', message.author_id::text,
                'name', coalesce(person.name, message.author_name)) end,
        'external_id', message.external_id::text,
        'sent_at', message.sent_at,
        'edited_at', message.edited_at,
        'text', message.text,
        'media', message.media,
        'importance', round(message.importance::numeric, 4),
        'classification', message.classification,
        'factors', message.factors,
        'topic_id', message.topic_id::text
    )
    from orakul.chat
    join orakul.project on project.id = chat.project_id
    left join orakul.person on person.id = message.author_id
    where chat.id = message.chat_id
$$;
