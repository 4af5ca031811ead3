-- summarise_tasks_as_of(reader bigint, project text, upto bigint) -> queued bigint, active bigint, failure_rate_24h double precision, mean_run_seconds_24h double precision, day_since timestamp with time zone, day_failure_rate double precision[], day_mean_run_seconds double precision[]
--
-- The four numbers over the tasks that a person sees, all of them where `reader` is null, and of
-- one project where there is a slug or an id, as they were after the event at a position; the last
-- day is the one before it, told hour by hour from `day_since` on as well. Whatever counts then has
-- not ended yet, or not before that day: the others are left out unseen. An end that a retry
-- followed is told apart from the task: its attempt had begun by then and is not the one that ran,
-- and the log had told of it.
with task as materialized (
    select id, state, attempt, started_at, finished_at
    from orakul.tasks_as_of($3::bigint)
    where ($1::bigint is null or owner_id = $1::bigint)
        and ($2::text is null or project_id = (select orakul.project_called($2::text)))
        and id in (
            select id from orakul.task
            where finished_at is null
                or finished_at > orakul.time_at($3::bigint) - interval '24 hours')
), ended as (
    select state, started_at, finished_at
    from task
    where finished_at > orakul.time_at($3::bigint) - interval '24 hours'
    union all
    select earlier.ended_as, earlier.started_at, earlier.finished_at
    from task
    join orakul.earlier_end as earlier on earlier.task_id = task.id
    where earlier.finished_at > orakul.time_at($3::bigint) - interval '24 hours'
        and earlier.finished_at is distinct from task.finished_at
        and earlier.number <= task.attempt - (task.state = 'in_progress')::integer
        and earlier.position <= $3::bigint
), hour as (
    select
        23 - floor(date_part('epoch', orakul.time_at($3::bigint) - finished_at) / 3600) as number,
        count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'completed') as completed,
        sum(date_part('epoch', finished_at - started_at)) filter (where state = 'completed')
            as seconds
    from ended
    group by 1
)
select
    (select count(*) from task where state = 'pending') as queued,
    (select count(*) from task where state = 'in_progress') as active,
    sum(failed)::double precision / nullif(sum(failed + completed), 0) as failure_rate_24h,
    sum(seconds) / nullif(sum(completed), 0) as mean_run_seconds_24h,
    orakul.time_at($3::bigint) - interval '24 hours' as day_since,
    array_agg(failed::double precision / nullif(failed + completed, 0) order by number)
        as day_failure_rate,
    array_agg(seconds / nullif(completed, 0) order by number) as day_mean_run_seconds
from generate_series(0, 23) as number
left join hour using (number)
