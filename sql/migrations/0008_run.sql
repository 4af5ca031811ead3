-- Analysis runs, the task proposals they make, and the task items that come of them.

create table orakul.run (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    state text not null default 'pending' check (state in (
        'pending', 'running', 'completed', 'reviewed', 'closed', 'failed', 'cancelled')),
    source text not null default 'knowledge' check (source in ('knowledge', 'messages', 'both')),
    window_start timestamptz not null,
    window_end timestamptz not null,
    created_by bigint references orakul.person,
    task_id bigint,
    trace_id text,
    total integer not null default 0,
    pending integer not null default 0,
    approved integer not null default 0,
    rejected integer not null default 0,
    merged integer not null default 0,
    items_found integer not null default 0,
    items_kept integer not null default 0,
    batches_total integer not null default 0,
    batches_done integer not null default 0,
    batches_failed integer not null default 0,
    engine text,
    model text,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cost numeric(14, 8) not null default 0,
    accuracy_metrics jsonb,
    error_log jsonb not null default '[]',
    created_at timestamptz not null default now(),
    requested_at timestamptz,
    started_at timestamptz,
    prepared_at timestamptz,
    completed_at timestamptz,
    closed_at timestamptz,
    check (window_start < window_end),
    check (least(pending, approved, rejected, merged) >= 0),
    check (total = pending + approved + rejected + merged),
    check (batches_done + batches_failed <= batches_total),
    check (state not in ('reviewed', 'closed') or pending = 0),
    check ((state = 'closed') = (closed_at is not null)),
    check ((state = 'closed') = (accuracy_metrics is not null))
);

-- One run at a time: the index decides, not a read.
create unique index run_unclosed on orakul.run (project_id)
    where state in ('pending', 'running', 'completed', 'reviewed');
create index run_project on orakul.run (project_id, id);
create index run_task on orakul.run (task_id) where task_id is not null;

create table orakul.run_batch (
    run_id bigint not null references orakul.run on delete cascade,
    number integer not null,
    state text not null default 'pending' check (state in ('pending', 'done', 'failed')),
    items jsonb not null,
    proposals integer not null default 0,
    error text,
    finished_at timestamptz,
    primary key (run_id, number)
);

create table orakul.task_item (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    title text not null check (length(title) between 1 and 200),
    description text not null,
    category text not null
        check (category in ('bug', 'feature', 'improvement', 'question', 'chore', 'docs')),
    priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
    status text not null default 'open'
        check (status in ('open', 'in_progress', 'completed', 'closed')),
    tags text[] not null default '{}',
    parent_id bigint references orakul.task_item,
    assignee_id bigint references orakul.person,
    due date,
    created_at timestamptz not null default now()
);

create index task_item_project on orakul.task_item (project_id, id);

create table orakul.task_item_source (
    item_id bigint not null references orakul.task_item on delete cascade,
    message_id bigint not null references orakul.message on delete cascade,
    primary key (item_id, message_id)
);

create table orakul.task_proposal (
    id bigint generated always as identity primary key,
    run_id bigint not null references orakul.run,
    batch integer not null,
    state text not null default 'pending'
        check (state in ('pending', 'approved', 'rejected', 'merged')),
    title text not null check (length(title) between 1 and 200),
    description text not null,
    category text not null
        check (category in ('bug', 'feature', 'improvement', 'question', 'chore', 'docs')),
    priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
    tags text[] not null default '{}',
    due date,
    confidence double precision not null check (confidence between 0 and 1),
    reasoning text not null,
    engine text not null,
    recommendation text not null default 'new_task'
        check (recommendation in ('new_task', 'update_existing', 'merge', 'reject')),
    similar_item_id bigint references orakul.task_item on delete set null,
    similar_proposal_id bigint references orakul.task_proposal on delete set null,
    similarity double precision check (similarity between 0 and 1),
    edited boolean not null default false,
    item_id bigint references orakul.task_item,
    created_at timestamptz not null default now(),
    reviewed_by bigint references orakul.person,
    reviewed_at timestamptz,
    review_note text,
    foreign key (run_id, batch) references orakul.run_batch (run_id, number),
    check ((state = 'pending') = (reviewed_at is null)),
    check ((state in ('approved', 'merged')) = (item_id is not null))
);

create index task_proposal_run on orakul.task_proposal (run_id, state, id);

create table orakul.task_proposal_embedding (
    proposal_id bigint not null references orakul.task_proposal on delete cascade,
    model text not null references orakul.embedding_model,
    embedding vector not null,
    primary key (proposal_id, model)
);

create table orakul.task_proposal_source (
    proposal_id bigint not null references orakul.task_proposal on delete cascade,
    message_id bigint not null references orakul.message on delete cascade,
    primary key (proposal_id, message_id)
);

create table orakul.task_item_embedding (
    item_id bigint not null references orakul.task_item on delete cascade,
    model text not null references orakul.embedding_model,
    embedding vector not null,
    primary key (item_id, model)
);
