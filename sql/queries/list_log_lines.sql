-- list_log_lines(task bigint, after integer, before integer, levels text[], attempt integer, search text, last boolean, most integer) -> number integer, at timestamp with time zone, attempt integer, level text, span_id text, logger text, event text, fields jsonb
--
-- Lines of a task's log between two numbers, the first or the last of them, oldest first.
-- What is null restricts nothing. A log is bounded, so a search may look at all of it. In the
-- fields it is looked for as it is and as JSON writes it: a line of a traceback has quotes.
select number, at, attempt, level, span_id, logger, event, fields
from (
    select number, at, attempt, level, span_id, logger, event, fields
    from orakul.task_log
    where task_id = $1::bigint
        and number > coalesce($2::integer, 0)
        and ($3::integer is null or number < $3::integer)
        and ($4::text[] is null or level = any ($4::text[]))
        and ($5::integer is null or attempt = $5::integer)
        and ($6::text is null
            or strpos(lower(event), lower($6::text)) > 0
            or strpos(lower(fields::text), lower($6::text)) > 0
            or strpos(lower(fields::text), lower(left(substr(to_json($6::text)::text, 2), -1))) > 0
            or strpos(lower(logger), lower($6::text)) > 0)
    order by case when $7::boolean then -number else number end
    limit $8::integer
) as page
order by number
