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

create or replace function orakul.draw_positions() returns trigger
language plpgsql as $$
begin
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    delete from orakul.ticket where id = new.id;
    perform pg_notify('oracle_channel', '');
    perform pg_advisory_xact_lock(hashtext('orakul.event_position'));
    insert into orakul.event
        (position, tag, at, topic, name, audience, project_id, owner_id, task_id,
         actor, reason, trace_id, data)
    select
        nextval('orakul.event_position'), lpad(to_hex((random() * 16777215)::integer), 6, '0'),
        clock_timestamp(), draft.topic, draft.name, draft.audience, draft.project_id,
        draft.owner_id, draft.task_id, draft.actor, draft.reason, draft.trace_id, draft.data
    from unnest(new.drafts) as draft;
    return null;
end;
$$;

drop trigger if exists draw_positions on orakul.ticket;

create constraint trigger draw_positions
after insert on orakul.ticket
deferrable initially deferred
for each row execute function orakul.draw_positions();
