-- Experiments: labelled texts that an engine classifies, to measure how well it does.

create table orakul.experiment (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    name text not null check (name = btrim(name) and char_length(name) between 1 and 100),
    source text not null check (source in ('given', 'topics', 'again')),
    again_of bigint references orakul.experiment,
    state text not null default 'pending'
        check (state in ('pending', 'running', 'completed', 'failed', 'cancelled')),
    items integer not null check (items > 0),
    classified integer not null default 0,
    correct integer not null default 0,
    failed integer not null default 0,
    engine text,
    model text,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cost numeric(14, 8) not null default 0,
    metrics jsonb,
    error text,
    task_id bigint,
    trace_id text,
    created_by bigint references orakul.person,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    check (least(classified, correct, failed) >= 0),
    check (classified + failed <= items and correct <= classified),
    check ((source = 'again') = (again_of is not null)),
    check ((state = 'completed') = (metrics is not null)),
    check (state <> 'completed' or (classified > 0 and classified + failed = items)),
    check ((state in ('failed', 'cancelled')) = (error is not null)),
    check ((state in ('pending', 'running')) = (finished_at is null)),
    check (state not in ('running', 'completed') or started_at is not null)
);

-- One at a time: the index decides, not a read.
create unique index experiment_unfinished on orakul.experiment (project_id)
    where state in ('pending', 'running');
create index experiment_project on orakul.experiment (project_id, id);
create index experiment_task on orakul.experiment (task_id) where task_id is not null;

create table orakul.experiment_label (
    experiment_id bigint not null references orakul.experiment on delete cascade,
    name text not null check (name = btrim(name) and char_length(name) between 1 and 100),
    description text not null default '' check (char_length(description) <= 1000),
    place integer not null,
    primary key (experiment_id, name)
);

create table orakul.experiment_item (
    experiment_id bigint not null references orakul.experiment on delete cascade,
    number integer not null check (number > 0),
    message_id bigint references orakul.message on delete set null,
    text text not null check (char_length(text) between 1 and 8000),
    expected text not null,
    predicted text,
    confidence double precision check (confidence between 0 and 1),
    reasoning text,
    error text,
    seconds double precision check (seconds >= 0),
    primary key (experiment_id, number),
    foreign key (experiment_id, expected) references orakul.experiment_label,
    foreign key (experiment_id, predicted) references orakul.experiment_label,
    check (predicted is null or error is null),
    check ((predicted is null) = (confidence is null)),
    check ((predicted is null) = (reasoning is null)),
    check ((predicted is null and error is null) = (seconds is null))
);

create index experiment_item_left on orakul.experiment_item (experiment_id, number)
    where predicted is null and error is null;
create index experiment_item_message on orakul.experiment_item (message_id)
    where message_id is not null;
