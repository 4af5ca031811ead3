-- Count what the log tells of tasks since it was last counted.

-- Upper bounds of the histograms in seconds: fine below a second, where a queue's own delay
-- shows, coarse up to an hour.
create or replace function orakul.duration_bounds() returns double precision[]
language sql immutable parallel safe as $$
    select array[
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 'Infinity'
    ]::double precision[]
$$;

-- Read up to so many events and return how many there were: call it until there are fewer.
-- Whoever comes while another counts reads none. A wait begins when a task becomes due. An
-- attempt that was given back before it began was no run, and one that its worker broke off as
-- it stopped did not fail.
create or replace function orakul.tally_tasks_v1(most integer) returns integer
language plpgsql as $$
declare
    seen bigint;
    upto bigint;
    found_ integer;
begin
    if not pg_try_advisory_xact_lock(hashtext('orakul.task_tally')) then
        return 0;
    end if;
    seen := (select position from orakul.task_tally_cursor);
    select max(position), count(*) into upto, found_
    from (
        select position from orakul.event where position > seen order by position limit most
    ) as page;
    insert into orakul.task_tally as tally (kind, name, queue, outcome, le, count, seconds)
    select
        kind, name, queue, outcome,
        (select min(bound) from unnest(orakul.duration_bounds()) as bound where bound >= seconds),
        count(*), sum(seconds)
    from (
        select
            told #>> '{task,name}' as name,
            told #>> '{task,queue}' as queue,
            case told ->> 'previous_status' when 'pending' then 'wait' else 'run' end as kind,
            case
                when told ->> 'previous_status' = 'pending' then ''
                when told ->> 'new_status' <> 'pending' then told ->> 'new_status'
                when told ->> 'outcome' = 'interrupted' then 'interrupted'
                else 'retried'
            end as outcome,
            greatest(0, least(
                (told ->> 'duration_ms')::double precision / 1000,
                case told ->> 'previous_status' when 'pending' then extract(epoch from
                    (told ->> 'timestamp')::timestamptz
                    - (told #>> '{task,scheduled_at}')::timestamptz) end)) as seconds
        from orakul.event
        -- Taken apart once, not for each of the columns.
        cross join lateral (select event.data::jsonb as told offset 0) as read
        where position > seen and position <= upto
            and topic = 'tasks' and name = 'task_changed'
            and (told ->> 'previous_status' = 'pending' and told ->> 'new_status' = 'in_progress'
                or told ->> 'previous_status' = 'in_progress'
                    and told ->> 'new_status' <> 'in_progress'
                    and told ->> 'outcome' is distinct from 'unbegun')
    ) as lasted
    where name is not null and queue is not null and seconds is not null
    group by 1, 2, 3, 4, 5
    on conflict (kind, name, queue, outcome, le) do update
    set count = tally.count + excluded.count, seconds = tally.seconds + excluded.seconds;
    update orakul.task_tally_cursor set position = upto where upto is not null;
    return found_;
end;
$$;
