-- The board as it was after the event at a position.
--
-- A task that nothing happened to since is as its row is now, so a recent moment costs one
-- look into the newest partition for each task. Of any other the last event up to then
-- tells; where there is none, what was kept of the pruned part of the log; where there is
-- nothing at all, the task did not exist. Arguments never change. A result is made by the
-- completion, which nothing follows. Only progress_from is the present one, and state_since,
-- where the task does not wait: no client sees them.
--
-- Positions are times, and no task is told of before it was created: those created later
-- are left out unseen, with some seconds to spare for a clock that was set back.
--
-- It is inlined into the statement that asks for it: what is not asked for is not computed.

create or replace function orakul.tasks_as_of(upto bigint) returns setof orakul.task
language sql stable as $$
    select
        now.id, now.name, past.queue, past.state, past.state_since, past.cancelling,
        past.priority, now.lock, now.args, past.owner_id, past.project_id, now.parent_id,
        now.root_id, now.created_at, past.scheduled_at, past.started_at, past.finished_at,
        past.attempt, past.max_attempts, past.progress_done, past.progress_total,
        past.progress_note, past.error, past.result, now.traceparent, now.trace_id, now.retry_of,
        past.progress_attempt, now.progress_from, past.progress_eta, now.fingerprint,
        past.discarded_at, past.discarded_by, past.discard_reason
    from orakul.task as now
    left join lateral (
        select position
        from orakul.event
        where task_id = now.id and position > upto and topic = 'tasks'
            and name in ('task_created', 'task_changed', 'task_progressed', 'task_discarded')
        order by position
        limit 1
    ) as since on true
    cross join lateral (
        select
            now.queue, now.state, now.state_since, now.cancelling, now.priority, now.owner_id,
            now.project_id, now.scheduled_at, now.started_at, now.finished_at, now.attempt,
            now.max_attempts, now.progress_done, now.progress_total, now.progress_note,
            now.error, now.result, now.progress_attempt, now.progress_eta, now.discarded_at,
            now.discarded_by, now.discard_reason
        where since.position is null
        union all
        select
            shape ->> 'queue',
            shape ->> 'state',
            coalesce((shape ->> 'due_at')::timestamptz, now.created_at),
            (shape -> 'cancelling')::boolean,
            (shape -> 'priority')::integer,
            told.owner_id,
            told.project_id,
            (shape ->> 'scheduled_at')::timestamptz,
            (shape ->> 'started_at')::timestamptz,
            (shape ->> 'finished_at')::timestamptz,
            (shape -> 'attempt')::integer,
            -- Events of earlier releases did not count interrupted attempts.
            case when shape ->> 'max_attempts' is not null then
                greatest((shape ->> 'max_attempts')::integer, (shape -> 'attempt')::integer)
            end,
            (shape #>> '{progress,done}')::bigint,
            (shape #>> '{progress,total}')::bigint,
            shape #>> '{progress,note}',
            shape ->> 'error',
            case when shape ->> 'state' = 'completed' then now.result end,
            (shape -> 'attempt')::integer,
            (shape #>> '{progress,eta_seconds}')::integer,
            (shape #>> '{discarded,at}')::timestamptz,
            shape #>> '{discarded,actor}',
            shape #>> '{discarded,reason}'
        from (
            (select position, owner_id, project_id, data::jsonb -> 'task' as shape
            from orakul.event
            where task_id = now.id and position <= upto and topic = 'tasks'
                and name in ('task_created', 'task_changed', 'task_progressed', 'task_discarded')
            order by position desc
            limit 1)
            union all
            (select position, owner_id, project_id, shape
            from orakul.task_past
            where task_id = now.id and position <= upto
            order by position desc
            limit 1)
            order by position desc
            limit 1
        ) as told
        where since.position is not null
    ) as past
    where now.created_at <= orakul.time_at(upto) + interval '10 seconds'
$$;

create or replace view orakul.pause_change as
select
    position,
    at,
    data ->> 'queue' as queue,
    name = 'queue_paused' as paused,
    data ->> 'reason' as reason,
    actor,
    data ->> 'task' as task,
    (data ->> 'resume_at')::timestamptz as resume_at
from orakul.event
where topic = 'tasks' and name in ('queue_paused', 'queue_resumed');

-- Keep what the log alone knows of the board when its oldest partition is pruned: then,
-- and only then, the history of tasks is kept.
create or replace function orakul.keep_board() returns trigger
language plpgsql as $$
declare
    beyond bigint := (select upper_bound from orakul.event_partitions_v1() limit 1);
begin
    insert into orakul.task_past (task_id, position, owner_id, project_id, shape)
    select distinct on (event.task_id)
        event.task_id, event.position, event.owner_id, event.project_id,
        event.data::jsonb -> 'task'
    from orakul.event
    join orakul.task on task.id = event.task_id
    where event.position < beyond and event.topic = 'tasks'
        and event.name in ('task_created', 'task_changed', 'task_progressed', 'task_discarded')
    order by event.task_id, event.position desc
    on conflict do nothing;

    insert into orakul.pause_past
        (position, at, queue, paused, reason, actor, task, resume_at)
    select position, at, queue, paused, reason, actor, task, resume_at
    from orakul.pause_change
    where position < beyond
    on conflict do nothing;
    return null;
end;
$$;

create or replace trigger keep_board
after insert on orakul.task_history
for each statement execute function orakul.keep_board();
