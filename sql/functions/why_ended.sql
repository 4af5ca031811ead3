-- Why a task that failed or was cancelled ended, for what ends with it.
create or replace function orakul.why_ended(task orakul.task) returns text
language sql stable as $$
    select case task.state
        when 'failed' then coalesce(task.error, 'the task failed')
        else concat_ws(': ', 'the task was cancelled', orakul.setting('reason'))
    end
$$;
