-- The old end of the log. What was told of tasks is kept as long as they are; then the
-- partition is dropped, and in the same transaction the log says how far it is gone, so
-- that whoever comes back from before that is told of a gap.

create or replace view orakul.task_change as
select
    task_id,
    position,
    at,
    told ->> 'previous_status' as from_state,
    told ->> 'new_status' as to_state,
    actor,
    reason,
    case when told ->> 'previous_status' <> told ->> 'new_status'
        then (told ->> 'duration_ms')::bigint
    end as duration_ms,
    told ->> 'action' as action,
    told -> 'before' as before,
    told -> 'after' as after
from orakul.event
-- Taken apart once, not for each of the columns.
cross join lateral (select event.data::jsonb as told offset 0) as read
where task_id is not null and topic = 'tasks'
    and name in ('task_created', 'task_changed', 'task_discarded');

-- Partitions that hold nothing newer than *moment*, oldest first.
create or replace function orakul.expired_event_partitions_v1(moment timestamptz)
returns setof text
language sql stable as $$
    select name
    from orakul.event_partitions_v1()
    where upper_bound <= orakul.position_at(moment)
    order by upper_bound
$$;

create or replace function orakul.keep_task_history_v1(partition text) returns bigint
language plpgsql as $$
declare
    first bigint;
    beyond bigint;
    kept bigint;
begin
    select lower_bound, upper_bound into first, beyond
    from orakul.event_partitions_v1() where name = partition;
    insert into orakul.task_history
        (task_id, position, at, from_state, to_state, actor, reason, duration_ms, action,
        before, after)
    select
        change.task_id, change.position, change.at, change.from_state, change.to_state,
        change.actor, change.reason, change.duration_ms, change.action, change.before,
        change.after
    from orakul.task_change as change
    join orakul.task on task.id = change.task_id
    where change.position >= coalesce(first, 0) and change.position < beyond
    on conflict do nothing;
    get diagnostics kept = row_count;
    return kept;
end;
$$;

create or replace function orakul.drop_event_partition_v1(partition text) returns boolean
language plpgsql as $$
declare
    newest bigint;
begin
    perform orakul.lock_event_log();
    if partition not in (select name from orakul.event_partitions_v1()) then
        return false;
    end if;
    execute format('select max(position) from orakul.%I', partition) into newest;
    update orakul.event_horizon set pruned_upto = greatest(pruned_upto, newest);
    execute format('drop table orakul.%I', partition);
    return true;
end;
$$;

-- Events that somebody deletes by hand are gone as well.
create or replace function orakul.note_deleted_events() returns trigger
language plpgsql as $$
begin
    update orakul.event_horizon
    set pruned_upto = greatest(pruned_upto, (select max(position) from deleted_events));
    return null;
end;
$$;

create or replace trigger note_deleted_events
after delete on orakul.event
referencing old table as deleted_events
for each statement execute function orakul.note_deleted_events();
