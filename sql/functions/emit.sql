-- Write one event, at commit, with the transaction's actor, reason and trace.

create or replace function orakul.emit_v1(
    topic text, name text, audience text, project_id bigint, owner_id bigint, data jsonb
) returns void
language sql as $$
    insert into orakul.ticket (drafts)
    values (array[(
        topic, name, audience, project_id, owner_id, orakul.setting('task_id')::bigint,
        orakul.current_actor(), orakul.setting('reason'), orakul.current_trace_id(), data
    )::orakul.event_draft])
$$;
