-- The queues that there are for somebody, by name: those with tasks of theirs, those that a
-- living worker names, and those that are paused. Everything is counted where an index alone
-- tells it; null as *reader* counts the tasks of everybody, null as *project* those of all
-- projects. The queues are the same whichever project is chosen.

create or replace function orakul.read_queues_v1(
    reader bigint, silence interval, project text default null
)
returns table (
    name text, waiting bigint, running bigint, scheduled bigint,
    oldest_seconds double precision, ended_1h bigint, failed_1h bigint, workers bigint, pause jsonb
)
language sql stable set timezone = 'UTC' as $$
    with known as (
        select queue from orakul.task_queues() as each (queue) where reader is null
        union
        select queue from orakul.task where owner_id = reader
        union
        select queue
        from orakul.living_workers(silence) as worker
        cross join unnest(worker.queues) as queue
        union
        select queue from orakul.standing_pause where queue is not null
    ),
    unfinished as (
        select
            queue,
            count(*) filter (where state = 'pending') as waiting,
            count(*) filter (where state = 'in_progress') as running,
            count(*) filter (where state = 'pending' and scheduled_at > statement_timestamp())
                as scheduled,
            min(greatest(state_since, scheduled_at)) filter (where state = 'pending'
                and (scheduled_at is null or scheduled_at <= statement_timestamp())) as due_at
        from orakul.task
        where state in ('pending', 'in_progress') and (reader is null or owner_id = reader)
            and (project is null or project_id = (select orakul.project_called(project)))
        group by queue
    ),
    ended as (
        select queue, count(*) as many, count(*) filter (where state = 'failed') as failed
        from orakul.task_end
        where finished_at > statement_timestamp() - interval '1 hour'
            and (reader is null or owner_id = reader)
            and (project is null or project_id = (select orakul.project_called(project)))
        group by queue
    )
    select
        known.queue,
        coalesce(unfinished.waiting, 0),
        coalesce(unfinished.running, 0),
        coalesce(unfinished.scheduled, 0),
        extract(epoch from statement_timestamp() - unfinished.due_at)::double precision,
        coalesce(ended.many, 0),
        coalesce(ended.failed, 0),
        (select count(*) from orakul.live_workers(known.queue, silence)),
        -- The one that holds all of the queue: its own, before the one over all queues.
        (select to_jsonb(pause) - 'id' || jsonb_build_object('by', orakul.name_of(pause.actor))
            from orakul.standing_pause as pause
            where pause.task is null and (pause.queue is null or pause.queue = known.queue)
            order by pause.queue nulls last
            limit 1)
    from known
    left join unfinished using (queue)
    left join ended using (queue)
    order by known.queue
$$;
