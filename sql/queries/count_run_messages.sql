-- count_run_messages(project_id bigint, window_start timestamp with time zone, window_end timestamp with time zone) -> count bigint
--
-- Messages of a window, before the prefilter.
select count(*)
from orakul.message
join orakul.chat on chat.id = message.chat_id
where chat.project_id = $1::bigint
    and message.sent_at between $2::timestamptz and $3::timestamptz
