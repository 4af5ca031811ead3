-- The messages that a person sees (all of them where `reader` is null), of those that a list
-- is restricted to; what is null restricts nothing. PostgreSQL reads it as a part of the
-- statement that it stands in, so lists and rankings keep their plans and cannot differ.

create or replace function orakul.messages_that(
    reader bigint, project text, search text, classifications text[], author text,
    since timestamptz, until timestamptz, ids bigint[], chats bigint[], topics bigint[]
) returns setof orakul.message
language sql stable as $$
    select message.*
    from orakul.message
    join orakul.chat on chat.id = message.chat_id
    where (messages_that.reader is null or chat.project_id in (
            select member.project_id from orakul.project_member as member
            where member.person_id = messages_that.reader))
        and (messages_that.project is null or chat.project_id = (
            select project.id from orakul.project
            where project.slug = messages_that.project
                or project.id::text = messages_that.project
            order by project.slug = messages_that.project desc
            limit 1))
        and (search is null or strpos(lower(message.text), lower(search)) > 0)
        and (classifications is null or message.classification = any (classifications))
        and (author is null or message.author_id::text = author or message.author_id in (
            select person.id from orakul.person
            where lower(person.name) = lower(author) or lower(person.email) = lower(author)))
        and (since is null or message.sent_at >= since)
        and (until is null or message.sent_at < until)
        and (ids is null or message.id = any (ids))
        and (chats is null or message.chat_id = any (chats))
        and (topics is null or message.topic_id = any (topics))
$$;
