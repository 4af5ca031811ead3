-- A task's traceparent has the form that W3C trace context gives it, version 00, in lower case.

create or replace function orakul.refuse_traceparent() returns trigger
language plpgsql as $$
begin
    raise exception 'not a traceparent: %', new.traceparent
        using errcode = 'check_violation', constraint = 'task_traceparent_check',
            hint = 'It has the form 00-<32 hex digits>-<16 hex digits>-<2 hex digits>.';
end;
$$;

create or replace trigger check_traceparent
before insert or update of traceparent on orakul.task
for each row
when (not (
    new.traceparent like '00-________________________________-________________-__'
    and translate(new.traceparent, '0123456789abcdef', '') = '---'))
execute function orakul.refuse_traceparent();
