-- Whether JSON is nested deeper than the 100 levels that the API takes and shows. PostgreSQL keeps
-- thousands, of which readers of JSON fail at some hundreds: whoever reads many rows would be
-- shown none of them for one.

create or replace function orakul.is_deep(value jsonb) returns boolean
language sql immutable strict parallel safe as $$
    select jsonb_path_exists(value, 'strict $.**{101}')
$$;
