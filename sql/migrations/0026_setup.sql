-- Setting an installation up from outside: while nobody may sign in, whoever has a code that a
-- server printed makes the first administrator. sql/functions/close_setup.sql closes it.

create table orakul.setup (
    closed_at timestamptz
);

create unique index setup_one on orakul.setup ((true));

insert into orakul.setup (closed_at)
select min(created_at) from orakul.person where role is not null;

-- A code is long and random, so its SHA-256 is enough. Each server prints one of its own, and
-- all of them count everywhere.
create table orakul.setup_code (
    digest bytea primary key,
    expires_at timestamptz not null
);
