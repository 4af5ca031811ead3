-- Sign-in: counted tries, scopes, sessions that their owner sees, resets, an issuer outside.

-- How often somebody tried to sign in for nothing: to one account, or from one network. An
-- account is known by the SHA-256 of its e-mail, because what is typed there may be no
-- e-mail but a password. sql/functions/throttle_sign_in.sql counts.
create table orakul.sign_in_count (
    kind text not null check (kind in ('account', 'address')),
    subject text not null,
    tries integer not null check (tries >= 0),
    tried_at timestamptz not null,
    open_at timestamptz not null,
    primary key (kind, subject)
);

create index sign_in_count_age on orakul.sign_in_count (tried_at);

alter table orakul.session
    add column address inet,
    add column user_agent text;

-- A token does what its scopes name, and never more than its owner may. One from before
-- there were scopes goes on to do all that.
alter table orakul.api_token
    add column name text not null default '',
    add column scopes text[] not null default '{read,write,admin}'
        check (scopes <@ '{read,write,admin,events}' and scopes <> '{}'),
    add column expires_at timestamptz;

create index api_token_person on orakul.api_token (person_id, id);

-- When a session was last used, to the minute. It stands apart because every change of a
-- session is an event: readers of streams must know of it, but not of this.
create table orakul.session_use (
    session_id uuid primary key references orakul.session on delete cascade,
    seen_at timestamptz not null
);

-- A token with which somebody chooses another password, once; one for a person at a time.
create table orakul.password_reset (
    person_id bigint primary key references orakul.person on delete cascade,
    digest bytea not null unique,
    expires_at timestamptz not null
);

-- Whom an issuer outside calls by which name: one person by one name each.
create table orakul.identity (
    issuer text not null,
    subject text not null,
    person_id bigint not null references orakul.person on delete cascade,
    created_at timestamptz not null default now(),
    primary key (issuer, subject),
    unique (issuer, person_id)
);

create index identity_person on orakul.identity (person_id);
