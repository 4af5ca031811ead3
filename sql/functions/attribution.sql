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

-- The id of the person who acted; null where it was nobody. It is one expression, so that
-- queries of many events take it in and look names up by the primary key.
create or replace function orakul.person_of(actor text) returns bigint
language sql immutable as $$
    select case when actor ~ '^person:[0-9]{1,18}$' then substr(actor, 8)::bigint end
$$;

-- What the person is called who acted; null where it was nobody, or is gone.
create or replace function orakul.name_of(actor text) returns text
language sql stable as $$
    select person.name from orakul.person where person.id = orakul.person_of(name_of.actor)
$$;
