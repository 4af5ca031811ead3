-- A task as it is shown, with its arguments and, where it has no more than *most* bytes, its result:
-- 1 MiB of one task; of each of many 4 KiB, so that a page of results has less than 1 MiB.

create or replace function orakul.shown_task(
    task orakul.task, most integer default 1024 * 1024
) returns jsonb
language sql stable parallel safe as $$
    select orakul.task_shape(task)
        || jsonb_build_object('args', orakul.shown_args(task))
        || orakul.shown_result(task, most)
$$;

create or replace function orakul.listed_task(task orakul.task) returns jsonb
language sql stable parallel safe as $$
    select orakul.shown_task(task, 4 * 1024)
$$;
