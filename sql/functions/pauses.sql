-- Pauses: which tasks may not start.
--
-- What a pause holds is said here and nowhere else: the claim, the answer to "why is it not
-- running?" and the list of pauses ask the view and the function below. A pause whose time
-- has come holds nothing any more, whether or not somebody has noticed yet: the clock
-- decides, and `end_pauses_v1` merely writes it down.

create or replace view orakul.standing_pause as
select id, queue, task, reason, actor, at, resume_at
from orakul.pause
where resume_at is null or resume_at > statement_timestamp();

-- The pauses that hold a task of this name in this queue. A bulk action steers, as a pause does: one
-- of its own name alone holds it, so that whoever stopped everything can cancel what waits before
-- it goes on. The function is inlined into the statement that asks, so a claim pays a look at a
-- table of a few rows.
create or replace function orakul.pauses_of(queue text, task text)
returns setof orakul.standing_pause
language sql stable as $$
    select pause.id, pause.queue, pause.task, pause.reason, pause.actor, pause.at, pause.resume_at
    from orakul.standing_pause as pause
    where (pause.queue is null or pause.queue = pauses_of.queue)
        and (pause.task = pauses_of.task
            or (pause.task is null and pauses_of.task is distinct from 'bulk_action'))
$$;

-- Whatever was held may start at once: workers that wait look again.
create or replace function orakul.wake_workers() returns void
language sql as $$
    select pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": 0}')
$$;

-- What an event tells of a pause before and after; of none null.
create or replace function orakul.pause_told(pause orakul.pause) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object('paused', case when pause.id is not null then jsonb_build_object(
        'at', pause.at,
        'actor', pause.actor,
        'reason', pause.reason,
        'resume_at', pause.resume_at) end)
$$;

create or replace function orakul.tell_resumed(was orakul.pause) returns void
language sql as $$
    select orakul.emit_v1('tasks', 'queue_resumed', 'admin', null, null, jsonb_build_object(
        'queue', was.queue,
        'task', was.task,
        'before', orakul.pause_told(was),
        'after', orakul.pause_told(null)))
$$;

-- True if that changed anything: the same pause with the same reason and end does not.
create or replace function orakul.pause_v1(
    queue text, task text, reason text, resume_at timestamptz
) returns boolean
language plpgsql as $$
#variable_conflict use_column
declare
    was orakul.pause;
    stands orakul.pause;
begin
    -- A claim that is under way ends first, and the next one sees the pause: nothing starts
    -- after it (sql/functions/fetch_jobs.sql).
    perform pg_advisory_xact_lock(hashtext('orakul.pause'));
    perform orakul.end_pauses_v1();
    select * into was from orakul.pause
    where pause.queue is not distinct from pause_v1.queue
        and pause.task is not distinct from pause_v1.task;
    insert into orakul.pause as standing (queue, task, reason, actor, resume_at)
    values (
        pause_v1.queue, pause_v1.task, pause_v1.reason, orakul.current_actor(),
        pause_v1.resume_at)
    on conflict (queue, task) do update
    set reason = excluded.reason,
        actor = excluded.actor,
        at = excluded.at,
        resume_at = excluded.resume_at
    where (standing.reason, standing.resume_at)
        is distinct from (excluded.reason, excluded.resume_at)
    returning * into stands;
    if not found then
        return false;
    end if;
    perform orakul.emit_v1('tasks', 'queue_paused', 'admin', null, null,
        jsonb_build_object(
            'queue', pause_v1.queue,
            'task', pause_v1.task,
            'reason', pause_v1.reason,
            'resume_at', pause_v1.resume_at,
            'before', orakul.pause_told(was),
            'after', orakul.pause_told(stands)));
    perform orakul.wake_workers();
    return true;
end;
$$;

create or replace function orakul.resume_v1(queue text, task text) returns boolean
language plpgsql as $$
declare
    was orakul.pause;
begin
    perform orakul.end_pauses_v1();
    delete from orakul.pause
    where pause.queue is not distinct from resume_v1.queue
        and pause.task is not distinct from resume_v1.task
    returning * into was;
    if not found then
        return false;
    end if;
    perform orakul.tell_resumed(was);
    perform orakul.wake_workers();
    return true;
end;
$$;

-- Write down that pauses ended by the clock, each once whoever notices, and return how
-- many. It is nobody's doing, whosever transaction it happens in.
create or replace function orakul.end_pauses_v1() returns integer
language plpgsql as $$
declare
    actor text := coalesce(orakul.setting('actor'), '');
    reason text := coalesce(orakul.setting('reason'), '');
    ended record;
    many integer := 0;
begin
    for ended in
        delete from orakul.pause
        where id in (
            select pause.id from orakul.pause
            where pause.resume_at <= statement_timestamp()
            order by pause.id
            for update skip locked)
        returning pause as it
    loop
        perform set_config('orakul.actor', 'system', true);
        perform set_config('orakul.reason', 'its time had come', true);
        perform orakul.tell_resumed(ended.it);
        many := many + 1;
    end loop;
    if many > 0 then
        perform set_config('orakul.actor', actor, true);
        perform set_config('orakul.reason', reason, true);
        perform orakul.wake_workers();
    end if;
    return many;
end;
$$;

-- As web processes of the release before call them.
create or replace function orakul.pause_queue_v1(queue text, reason text) returns boolean
language sql as $$
    select orakul.pause_v1(queue, null, reason, null)
$$;

create or replace function orakul.resume_queue_v1(queue text) returns boolean
language sql as $$
    select orakul.resume_v1(queue, null)
$$;
