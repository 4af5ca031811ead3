-- A task as clients see it, in the list, in its detail and in events.
--
-- It depends on the row and its last attempt alone, not on when it is made: so the board as it
-- was is what everybody saw. What is left of the time is as of when the progress was told.

create or replace function orakul.task_shape(task orakul.task) returns jsonb
language sql stable parallel safe set timezone = 'UTC' as $$
    select orakul.task_fields(
        task,
        (select name from orakul.person where person.id = task.owner_id),
        (select slug from orakul.project where project.id = task.project_id),
        last.worker, last.wait_ms, last.run_ms)::jsonb
    from (values (true)) as this
    left join orakul.last_attempt(task) as last on true
$$;

-- These took less before (about_task.sql, announce_tasks.sql); nothing calls them any more.
drop function if exists orakul.task_fields(orakul.task, text, text);
drop function if exists orakul.task_event(orakul.task, text, timestamptz, text, text);
