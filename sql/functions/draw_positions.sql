-- Give the events of a transaction their positions, at its commit.
--
-- A sequence drawn at insert becomes visible out of order. So drafts wait in a ticket,
-- and this deferred trigger, which runs at commit, takes one lock for the whole log,
-- draws the positions and writes the events. PostgreSQL makes a transaction visible
-- before it releases its locks: whoever draws next draws a higher position and was
-- preceded by every lower one. `position > cursor` is therefore complete.
--
-- It must touch no other row that someone may hold locked, or lock order inverts, and it
-- does before the lock what need not wait for it. The payload is constant, so a
-- transaction wakes each listener once. An asynchronous commit could hand the same
-- position out twice after a crash: such a transaction is upgraded.

create or replace function orakul.position_at(moment timestamptz) returns bigint
language sql immutable parallel safe as $$
    select (date_part('epoch', moment at time zone 'UTC') * 1000000)::bigint
$$;

create or replace function orakul.time_at(place bigint) returns timestamptz
language sql immutable parallel safe as $$
    select to_timestamp(place / 1000000.0::double precision)
$$;

-- What can be done before the lock is: a statement is planned and set up before it draws,
-- and calls are assignments, which plpgsql evaluates at a fraction of the cost of `perform`.
-- A `case` takes its branches in order, so the clock is read with the lock held.
--
-- A ticket is found by its place, and must be whatever the planner thinks: it takes a look at
-- the whole table for cheaper while that is small, and then keeps to it as the table grows.
create or replace function orakul.draw_positions() returns trigger
language plpgsql set enable_seqscan = off as $$
declare
    many integer := coalesce(cardinality(new.drafts), 1);
    random_tag text := lpad(to_hex((random() * 16777215)::integer), 6, '0');
    done boolean;
begin
    if current_setting('synchronous_commit') = 'off' then
        done := set_config('synchronous_commit', 'on', true) is null;
    end if;
    delete from orakul.ticket where ctid = new.ctid;
    done := pg_notify('oracle_channel', '') is null;
    if new.drafts is null then
        insert into orakul.event
            (position, tag, at, topic, name, audience, project_id, owner_id, task_id,
             actor, reason, trace_id, data)
        select
            drawn, random_tag, orakul.time_at(drawn), new.topic, new.name, new.audience,
            new.project_id, new.owner_id, new.task_id, new.actor, new.reason, new.trace_id,
            new.data
        from (
            select case
                when pg_advisory_xact_lock(hashtext('orakul.event_position')) is null then null
                else setval('orakul.event_position', 1 + greatest(
                    pg_sequence_last_value('orakul.event_position'),
                    orakul.position_at(clock_timestamp()) - 1))
            end as drawn
        ) as draw;
    else
        with draw as materialized (
            select case
                when pg_advisory_xact_lock(hashtext('orakul.event_position')) is null then null
                else setval('orakul.event_position', many + greatest(
                    pg_sequence_last_value('orakul.event_position'),
                    orakul.position_at(clock_timestamp()) - 1))
            end - many as before
        )
        insert into orakul.event
            (position, tag, at, topic, name, audience, project_id, owner_id, task_id,
             actor, reason, trace_id, data)
        select
            before + number, lpad(to_hex((random() * 16777215)::integer), 6, '0'),
            orakul.time_at(before + number), draft.topic, draft.name, draft.audience,
            draft.project_id, draft.owner_id, draft.task_id, draft.actor, draft.reason,
            draft.trace_id, draft.data
        from draw
        cross join unnest(new.drafts) with ordinality as draft (
            topic, name, audience, project_id, owner_id, task_id, actor, reason, trace_id,
            data, number);
    end if;
    return null;
end;
$$;

drop trigger if exists draw_positions on orakul.ticket;

create constraint trigger draw_positions
after insert on orakul.ticket
deferrable initially deferred
for each row execute function orakul.draw_positions();
