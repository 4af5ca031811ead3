-- A task's result where it can be shown: *most* bytes of JSON, in levels that readers of it take.
-- Another is read by itself, and told by its address.

drop function if exists orakul.shown_result(orakul.task);

create or replace function orakul.shown_result(task orakul.task, most integer) returns jsonb
language sql stable parallel safe as $$
    select case
        when octet_length(task.result::text) <= most and not orakul.is_deep(task.result)
            then jsonb_build_object('result', task.result, 'result_url', null)
        else jsonb_build_object('result', null, 'result_url', case
            when task.result is not null then '/api/tasks/' || task.id || '/result' end)
    end
$$;
