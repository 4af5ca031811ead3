-- People: those who sign in (an e-mail, a password, a role) and those who write messages
-- (a Telegram profile). One person may be both.

create table orakul.person (
    id bigint generated always as identity primary key,
    name text not null,
    email text,
    password_hash text,
    role text check (role in ('admin', 'member', 'viewer')),
    is_active boolean not null default true,
    is_bot boolean not null default false,
    created_at timestamptz not null default now(),
    check (password_hash is null or (email is not null and role is not null))
);

create unique index person_email on orakul.person (lower(email));

create table orakul.telegram_profile (
    telegram_id bigint primary key,
    person_id bigint not null unique references orakul.person,
    first_name text,
    last_name text,
    username text,
    language_code text,
    is_premium boolean not null default false,
    updated_at timestamptz not null default now()
);

create table orakul.session (
    id uuid primary key default gen_random_uuid(),
    person_id bigint not null references orakul.person on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);

create index session_person on orakul.session (person_id);

-- A token for scripts. Only its SHA-256 is kept: a token is long and random, so a slow
-- hash would add nothing.
create table orakul.api_token (
    id bigint generated always as identity primary key,
    person_id bigint not null references orakul.person on delete cascade,
    digest bytea not null unique,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);

-- Secrets that the service makes for itself, such as the key that signs access tokens.
create table orakul.secret (
    name text primary key,
    value bytea not null
);
