-- list_dead_letters(reader bigint, name text, queue text, project text, fingerprint text, after_key timestamp with time zone, after_id bigint, most integer) -> id bigint, key text, task jsonb, fingerprint text, error_class text, frame text, pattern text
--
-- A page of the dead letters that a person sees, the latest first, each with the kind of its
-- last error. What is null restricts nothing.
select
    letter.id,
    letter.finished_at::text as key,
    orakul.task_shape(letter.task) as task,
    letter.fingerprint,
    attempt.error_class,
    attempt.frame,
    attempt.error_pattern as pattern
from (
    select task, task.id, task.finished_at, task.attempt, task.fingerprint
    from orakul.task
    where state = 'failed' and discarded_at is null
        and ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or name = $2::text)
        and ($3::text is null or queue = $3::text)
        and ($4::text is null or project_id = (select orakul.project_called($4::text)))
        and ($5::text is null or fingerprint = $5::text)
        and ($7::bigint is null or (finished_at, id) < ($6::timestamptz, $7::bigint))
    order by finished_at desc, id desc
    limit $8::integer
) as letter
left join orakul.task_attempt as attempt
    on attempt.task_id = letter.id and attempt.number = letter.attempt
order by letter.finished_at desc, letter.id desc
