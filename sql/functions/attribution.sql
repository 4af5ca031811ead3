-- Who does something, why, and in which trace: settings of the transaction, so that
-- triggers can stamp events with them. Whoever sets none is shown as a database role.

create or replace function orakul.setting(name text) returns text
language sql stable as $$
    select nullif(current_setting('orakul.' || name, true), '')
$$;

create or replace function orakul.current_actor() returns text
language sql stable as $$
    select coalesce(orakul.setting('actor'), 'database:' || session_user)
$$;

create or replace function orakul.current_trace_id() returns text
language sql stable as $$
    select substr(orakul.setting('traceparent'), 4, 32)
$$;

-- What the person is called who acted; null where it was nobody, or is gone.
create or replace function orakul.name_of(actor text) returns text
language sql stable as $$
    select person.name from orakul.person where 'person:' || person.id = name_of.actor
$$;
