-- Write one event, at commit, with the transaction's actor, reason and trace.

create or replace function orakul.emit_v1(
    topic text, name text, audience text, project_id bigint, owner_id bigint, data jsonb
) returns void
language plpgsql as $$
begin
    insert into orakul.ticket
        (topic, name, audience, project_id, owner_id, task_id, actor, reason, trace_id, data)
    values (
        emit_v1.topic, emit_v1.name, emit_v1.audience, emit_v1.project_id, emit_v1.owner_id,
        orakul.setting('task_id')::bigint, orakul.current_actor(), orakul.setting('reason'),
        orakul.current_trace_id(), emit_v1.data);
end;
$$;
