-- What belongs to somebody's account as clients see it, in lists and in events. Nothing
-- here is secret: of a token only its name and what it may do.

create or replace function orakul.token_shape(token orakul.api_token) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', token.id::text,
        'owner', orakul.person_shape(token.person_id),
        'name', token.name,
        'scopes', token.scopes,
        'created_at', token.created_at,
        'last_used_at', token.last_used_at,
        'expires_at', token.expires_at
    )
$$;

create or replace function orakul.session_shape(session orakul.session) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', session.id::text,
        'owner', orakul.person_shape(session.person_id),
        'address', host(session.address),
        'user_agent', session.user_agent,
        'created_at', session.created_at,
        'seen_at', (select seen_at from orakul.session_use where session_id = session.id),
        'expires_at', session.expires_at
    )
$$;

-- Somebody who may sign in, as administrators see them.
create or replace function orakul.account_shape(account orakul.person) returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', account.id::text,
        'email', account.email,
        'name', account.name,
        'role', account.role,
        'is_active', account.is_active,
        'has_password', account.password_hash is not null,
        'created_at', account.created_at
    )
$$;
