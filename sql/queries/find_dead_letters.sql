-- find_dead_letters(reader bigint, fingerprint text, name text, to_retry boolean, most integer) -> id bigint, count bigint
--
-- Up to `most` dead letters of one kind that a person sees, oldest first, each with how many there
-- are of it; a null `reader` sees all. `to_retry` has those come last that cannot be retried, since
-- their job was deleted or another waits under its queueing lock: as many as are dealt with at once
-- would be in the way of all others. They are looked for only where there is room for them.
with free as materialized (
    select letter.id, letter.finished_at, false as is_held
    from orakul.dead_letter as letter
    left join procrastinate_jobs as job on job.id = letter.id
    where letter.fingerprint = $2::text
        and ($1::bigint is null or letter.owner_id = $1::bigint)
        and ($3::text is null or letter.name = $3::text)
        and not ($4::boolean
            and (job.id is null or orakul.waits_under(job.queueing_lock) is true))
    order by letter.finished_at, letter.id
    limit $5::integer
), held as (
    select letter.id, letter.finished_at, true as is_held
    from orakul.dead_letter as letter
    left join procrastinate_jobs as job on job.id = letter.id
    where $4::boolean
        and letter.fingerprint = $2::text
        and ($1::bigint is null or letter.owner_id = $1::bigint)
        and ($3::text is null or letter.name = $3::text)
        and (job.id is null or orakul.waits_under(job.queueing_lock) is true)
    order by letter.finished_at, letter.id
    limit $5::integer - (select count(*) from free)
)
select
    found.id,
    (
        select count(*)
        from orakul.dead_letter
        where fingerprint = $2::text
            and ($1::bigint is null or owner_id = $1::bigint)
            and ($3::text is null or name = $3::text)
    ) as count
from (select * from free union all select * from held) as found
order by found.is_held, found.finished_at, found.id
