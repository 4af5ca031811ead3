-- find_dead_letters(reader bigint, fingerprint text, name text, to_retry boolean) -> id bigint
--
-- The dead letters of one kind that a person sees, oldest first; a null `reader` sees all.
-- `to_retry` has those come last that cannot be retried, since their job was deleted or another
-- waits under its queueing lock: as many as are dealt with at once would be in the way of all
-- others.
select letter.id
from orakul.dead_letter as letter
left join procrastinate_jobs as job on job.id = letter.id
where letter.fingerprint = $2::text
    and ($1::bigint is null or letter.owner_id = $1::bigint)
    and ($3::text is null or letter.name = $3::text)
order by
    $4::boolean and (job.id is null or orakul.waits_under(job.queueing_lock) is true),
    letter.finished_at, letter.id
