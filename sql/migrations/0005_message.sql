-- Chats, their messages, and how they came in.

-- *external_id* is the Bot API's marked id, whichever way the chat came: a supergroup or
-- a channel is -100…, a basic group negative, a person positive. So the chat of an
-- import and of a webhook is one chat.
create table orakul.chat (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    source text not null default 'telegram',
    external_id bigint not null,
    kind text not null,
    title text not null,
    created_at timestamptz not null default now(),
    unique (source, external_id)
);

create index chat_project on orakul.chat (project_id);

-- A file someone handed in, in pieces, so that any worker can stream it.
create table orakul.file (
    id bigint generated always as identity primary key,
    name text not null,
    size bigint not null,
    sha256 bytea not null,
    created_at timestamptz not null default now()
);

create table orakul.file_piece (
    file_id bigint not null references orakul.file on delete cascade,
    number integer not null,
    bytes bytea not null,
    primary key (file_id, number)
);

create table orakul.ingestion (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    file_id bigint references orakul.file on delete set null,
    task_id bigint,
    state text not null default 'pending'
        check (state in ('pending', 'running', 'completed', 'failed', 'cancelled')),
    total bigint not null,
    done bigint not null default 0,
    saved bigint not null default 0,
    duplicate bigint not null default 0,
    updated bigint not null default 0,
    skipped bigint not null default 0,
    repairs jsonb not null default '{}',
    skips jsonb not null default '{}',
    error text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    check (done = saved + duplicate + updated + skipped),
    check (done <= total)
);

-- Every update as it came, kept before it is acknowledged.
create table orakul.telegram_update (
    id bigint generated always as identity primary key,
    bot text not null default '',
    update_id bigint not null,
    kind text not null,
    body jsonb not null,
    received_at timestamptz not null default now(),
    unique (bot, update_id)
);

create table orakul.topic (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    name text not null check (length(name) between 1 and 100),
    description text not null default '',
    keywords text[] not null default '{}',
    created_at timestamptz not null default now()
);

create unique index topic_name on orakul.topic (project_id, lower(name));

create table orakul.extraction (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    task_id bigint,
    trigger text not null check (trigger in ('auto', 'manual', 'import')),
    state text not null default 'pending'
        check (state in ('pending', 'running', 'completed', 'failed')),
    message_ids bigint[] not null,
    topics integer not null default 0,
    atoms integer not null default 0,
    engine text,
    model text,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cost numeric(14, 8) not null default 0,
    error text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);

create index extraction_task on orakul.extraction (task_id) where task_id is not null;
create index extraction_failed on orakul.extraction (project_id, finished_at)
    where state = 'failed';

create table orakul.message (
    id bigint generated always as identity primary key,
    chat_id bigint not null references orakul.chat,
    external_id bigint not null,
    kind text not null default 'message' check (kind in ('message', 'service', 'unsupported')),
    author_id bigint references orakul.person,
    author_name text,
    sent_at timestamptz not null,
    edited_at timestamptz,
    text text not null,
    media text,
    reply_to bigint,
    thread_id bigint,
    forwarded_from text,
    action text,
    ingestion_id bigint references orakul.ingestion,
    saved_at timestamptz not null default now(),
    importance double precision check (importance between 0 and 1),
    classification text check (classification in ('noise', 'weak_signal', 'signal')),
    factors jsonb,
    scored_at timestamptz,
    topic_id bigint references orakul.topic on delete set null,
    extraction_id bigint references orakul.extraction on delete set null,
    unique (chat_id, external_id),
    check ((importance is null) = (classification is null))
);

create index message_sent on orakul.message (sent_at desc, id desc);
create index message_chat_sent on orakul.message (chat_id, sent_at, id);
create index message_author on orakul.message (author_id, id);
create index message_topic on orakul.message (topic_id, sent_at) where topic_id is not null;
create index message_ingestion on orakul.message (ingestion_id);
create index message_extraction on orakul.message (extraction_id) where extraction_id is not null;
create index message_unscored on orakul.message (id) where scored_at is null;
create index message_unread on orakul.message (chat_id, sent_at)
    where extraction_id is null and classification in ('weak_signal', 'signal');

-- What a message said before it was edited.
create table orakul.message_revision (
    message_id bigint not null references orakul.message on delete cascade,
    number integer not null,
    text text not null,
    replaced_at timestamptz not null default now(),
    primary key (message_id, number)
);
