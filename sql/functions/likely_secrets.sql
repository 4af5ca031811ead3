-- What may be secret of the arguments of a task that no worker has declared: those of a kind that
-- none knows yet, and those that a newer release defers ahead of its workers. A worker's declaration
-- says which are, and that the others are not. Until then more names are taken for a secret's than
-- where somebody has had the choice, and numbers under them, too.

create or replace function orakul.likely_secret_names() returns text
language sql immutable parallel safe as $$
    select 'pass|passphrase|passcode|pwd|pin|otp|totp|key|credential|cred|auth|jwt|session'
        '|signature|cvv|cvc|iban|card|ssn'
$$;

create or replace function orakul.names_likely_secret(text) returns boolean
language sql immutable parallel safe as $$
    -- In camelCase a word begins where a capital does.
    select regexp_replace($1, '([a-z0-9])([A-Z])', '\1_\2', 'g')
        ~* ('(^|[^a-z])(' || orakul.likely_secret_names() || ')s?([^a-z]|$)')
$$;

create or replace function orakul.without_likely_secrets(value jsonb) returns jsonb
language plpgsql immutable parallel safe as $$
begin
    -- Most hold none, and one look tells.
    if value::text !~* orakul.likely_secret_names() then
        return value;
    end if;
    return case jsonb_typeof(value)
        when 'object' then (
            select jsonb_object_agg(key, case
                when jsonb_typeof(each.value) not in ('boolean', 'null')
                    and orakul.names_likely_secret(key)
                    then '"[hidden]"'
                else orakul.without_likely_secrets(each.value) end)
            from jsonb_each(without_likely_secrets.value) as each)
        when 'array' then (
            select jsonb_agg(orakul.without_likely_secrets(each.value) order by place)
            from jsonb_array_elements(without_likely_secrets.value)
                with ordinality as each (value, place))
        else value
    end;
end;
$$;

-- The names of the arguments that a kind of task declares.
create or replace function orakul.declared_args(kind orakul.task_kind) returns text[]
language sql immutable parallel safe as $$
    select array(select jsonb_object_keys(case
        when jsonb_typeof(kind.arguments -> 'properties') = 'object'
            then kind.arguments -> 'properties' else '{}' end))
$$;
