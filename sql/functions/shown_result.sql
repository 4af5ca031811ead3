-- A task's result where it is small enough to stand among others: 1 MiB of JSON. A larger one
-- is read by itself, and told by its address.

create or replace function orakul.shown_result(task orakul.task) returns jsonb
language sql stable parallel safe as $$
    select case when octet_length(task.result::text) <= 1024 * 1024
        then jsonb_build_object('result', task.result, 'result_url', null)
        else jsonb_build_object('result', null, 'result_url', case
            when task.result is not null then '/api/tasks/' || task.id || '/result' end)
    end
$$;
