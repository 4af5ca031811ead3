-- The tenant: everything else belongs to a project.

create table orakul.project (
    id bigint generated always as identity primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null,
    language text not null default 'en' check (language in ('en', 'uk', 'ru')),
    keywords text[] not null default '{}',
    created_at timestamptz not null default now()
);

create table orakul.project_member (
    project_id bigint not null references orakul.project on delete cascade,
    person_id bigint not null references orakul.person on delete cascade,
    role text not null default 'member' check (role in ('admin', 'member', 'viewer')),
    primary key (project_id, person_id)
);

create index project_member_person on orakul.project_member (person_id);

-- Where the messages of chats go that nobody has linked to a project yet.
insert into orakul.project (slug, name) values ('inbox', 'Inbox');
