-- A task's arguments without those that its kind declares secret, without what may be one of those
-- that it does not declare, and with … for what nobody could read. Those whose name or text betrays
-- a secret are hidden where they are read (src/orakul/tasks/reading.py).

create or replace function orakul.shown_args(task orakul.task) returns jsonb
language sql stable parallel safe as $$
    select case
        when jsonb_typeof(readable.args) <> 'object' then
            orakul.without_likely_secrets(readable.args)
        else readable.args
            || orakul.without_likely_secrets(
                readable.args - coalesce(orakul.declared_args(kind), '{}'))
            || coalesce((
                select jsonb_object_agg(key, '[hidden]'::text)
                from unnest(kind.secrets) as key
                where readable.args ? key), '{}')
        end
    from (
        select case when orakul.is_deep(task.args)
            then orakul.without_depths(task.args) else task.args end as args
        offset 0 -- so that it is looked at once
    ) as readable
    left join orakul.task_kind as kind on kind.name = task.name
$$;

-- Arguments with … in place of each that is nested too deeply, or of all of them.
create or replace function orakul.without_depths(args jsonb) returns jsonb
language sql immutable parallel safe as $$
    select case when jsonb_typeof(args) = 'object' then (
        select jsonb_object_agg(key, case
            -- What is in arguments is one level further in than they are.
            when orakul.is_deep(jsonb_build_array(value)) then '"…"' else value end)
        from jsonb_each(args))
        else '"…"' end
$$;
