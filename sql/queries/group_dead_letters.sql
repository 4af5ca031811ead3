-- group_dead_letters(reader bigint, name text, queue text, project text, most integer) -> fingerprint text, error_class text, frame text, message text, count bigint, first_at timestamp with time zone, last_at timestamp with time zone, trend integer[], sample_id bigint
--
-- The dead letters that a person sees, by the kind of their last error, the largest groups
-- first. The trend is how many there were in each of the last 24 hours, the latest last.
with grouped as (
    select
        fingerprint,
        count(*) as count,
        min(finished_at) as first_at,
        max(finished_at) as last_at,
        (array_agg(id order by finished_at desc, id desc))[1] as sample_id
    from orakul.dead_letter
    where ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or name = $2::text)
        and ($3::text is null or queue = $3::text)
        and ($4::text is null or project_id = (select orakul.project_called($4::text)))
    group by fingerprint
    order by count(*) desc, max(finished_at) desc, fingerprint
    limit $5::integer
), hourly as (
    select fingerprint, 23 - floor(extract(epoch from now() - finished_at) / 3600)::integer as hour,
        count(*)::integer as count
    from orakul.dead_letter
    where finished_at > now() - interval '24 hours' and finished_at <= now()
        and ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or name = $2::text)
        and ($3::text is null or queue = $3::text)
        and ($4::text is null or project_id = (select orakul.project_called($4::text)))
    group by 1, 2
)
select
    grouped.fingerprint,
    attempt.error_class,
    attempt.frame,
    coalesce(attempt.error_pattern, sample.error) as message,
    grouped.count,
    grouped.first_at,
    grouped.last_at,
    array(
        select coalesce(hourly.count, 0)
        from generate_series(0, 23) as hours (hour)
        left join hourly on hourly.fingerprint = grouped.fingerprint and hourly.hour = hours.hour
        order by hours.hour
    ) as trend,
    grouped.sample_id
from grouped
join orakul.task as sample on sample.id = grouped.sample_id
left join orakul.task_attempt as attempt
    on attempt.task_id = sample.id and attempt.number = sample.attempt
order by grouped.count desc, grouped.last_at desc, grouped.fingerprint
