-- A task as it is shown, with its arguments and, of no more than 1 MiB, its result; and as it is
-- shown among many, so that a page of 200 has some MiB at most.

drop function if exists orakul.shown_task(orakul.task, integer);

create or replace function orakul.shown_task(task orakul.task) returns jsonb
language sql stable parallel safe as $$
    select orakul.task_shape(task)
        || jsonb_build_object('args', orakul.shown_args(task), 'args_cut', false)
        || orakul.shown_result(task, 1024 * 1024)
$$;

create or replace function orakul.listed_task(task orakul.task) returns jsonb
language sql stable parallel safe as $$
    select orakul.task_shape(task)
        || orakul.listed_args(orakul.shown_args(task))
        || orakul.shown_result(task, 4 * 1024)
$$;

-- Arguments of more than 4 KiB with … in place of what is long: of a text all but its beginning,
-- of another value all of it, and of so many that they are long even so, all of them.
create or replace function orakul.listed_args(args jsonb) returns jsonb
language plpgsql immutable parallel safe as $$
declare
    cut jsonb;
begin
    if octet_length(args::text) <= 4 * 1024 then
        return jsonb_build_object('args', args, 'args_cut', false);
    end if;
    if jsonb_typeof(args) = 'object' then
        cut := (select jsonb_object_agg(key, orakul.cut_arg(value)) from jsonb_each(args));
    end if;
    return jsonb_build_object('args_cut', true, 'args',
        case when octet_length(cut::text) <= 16 * 1024 then cut else '"…"' end);
end;
$$;

-- Where there may be a secret, a beginning might hold a half of it, which nobody would recognize.
create or replace function orakul.cut_arg(value jsonb) returns jsonb
language sql immutable parallel safe as $$
    select case
        when length(value::text) <= 500 then value
        when jsonb_typeof(value) = 'string' and not orakul.may_hold_secret(value #>> '{}')
            then to_jsonb(left(value #>> '{}', 500) || '…')
        else '"…"' end
$$;
