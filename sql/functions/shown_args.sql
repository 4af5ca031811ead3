-- A task's arguments without those that its kind declares secret. Those whose name or text
-- betrays a secret are hidden where they are read (src/orakul/tasks/reading.py).

create or replace function orakul.shown_args(task orakul.task) returns jsonb
language sql stable parallel safe as $$
    select coalesce((
        select task.args || jsonb_object_agg(key, '[hidden]'::text)
        from orakul.task_kind as kind
        cross join unnest(kind.secrets) as key
        where kind.name = task.name and jsonb_typeof(task.args) = 'object' and task.args ? key
    ), task.args)
$$;
