-- As src/orakul/tasks/fingerprint.py makes it, of an error that has no frame and nothing to
-- mask.
create or replace function orakul.fingerprint_of(error_class text, message text) returns text
language sql immutable as $$
    select left(encode(sha256(convert_to(
        concat_ws(E'\n', error_class, '', message), 'UTF8')), 'hex'), 16)
$$;
