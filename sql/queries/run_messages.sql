-- run_messages(project_id bigint, window_start timestamp with time zone, window_end timestamp with time zone, shortest integer) -> kind text, id bigint, at timestamp with time zone
--
-- Messages of a window that may ask for something, oldest first: not too short, and where
-- the project has keywords, with one of them or with a mention. An e-mail address is no
-- mention.
select 'message' as kind, message.id, message.sent_at as at
from orakul.message
join orakul.chat on chat.id = message.chat_id
join orakul.project on project.id = chat.project_id
where chat.project_id = $1::bigint
    and message.sent_at between $2::timestamptz and $3::timestamptz
    and length(btrim(message.text, E' \t\r\n')) >= $4::integer
    and (project.keywords = '{}'
        or message.text ~ '(^|[^[:alnum:]_.])@[[:alpha:]]'
        or exists (
            select from unnest(project.keywords) as keyword
            where position(lower(keyword) in lower(message.text)) > 0))
order by message.sent_at, message.id
