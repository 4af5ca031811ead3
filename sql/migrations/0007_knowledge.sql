-- Knowledge: what an extraction proposes, and what a person made of it.

create table orakul.atom (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    type text not null check (type in (
        'problem', 'solution', 'decision', 'question', 'insight',
        'pattern', 'requirement', 'idea', 'blocker', 'risk')),
    title text not null check (length(title) between 1 and 200),
    content text not null,
    confidence double precision not null check (confidence between 0 and 1),
    created_at timestamptz not null default now()
);

create index atom_project on orakul.atom (project_id, id);

create table orakul.topic_atom (
    topic_id bigint not null references orakul.topic on delete cascade,
    atom_id bigint not null references orakul.atom on delete cascade,
    primary key (topic_id, atom_id)
);

create index topic_atom_atom on orakul.topic_atom (atom_id);

create table orakul.atom_embedding (
    atom_id bigint not null references orakul.atom on delete cascade,
    model text not null references orakul.embedding_model,
    embedding vector not null,
    primary key (atom_id, model)
);

create index atom_embedding_wordllama on orakul.atom_embedding
    using hnsw ((embedding::vector(256)) vector_cosine_ops) where model = 'wordllama-256-ngrams-1';

create table orakul.knowledge_proposal (
    id bigint generated always as identity primary key,
    project_id bigint not null references orakul.project,
    extraction_id bigint not null references orakul.extraction,
    kind text not null check (kind in ('topic', 'atom')),
    state text not null default 'pending'
        check (state in ('pending', 'approved', 'rejected', 'merged')),
    confidence double precision not null check (confidence between 0 and 1),
    reasoning text not null,
    engine text not null,
    name text not null check (length(name) between 1 and 200),
    description text not null,
    keywords text[] not null default '{}',
    atom_type text,
    topic_proposal_id bigint references orakul.knowledge_proposal,
    similar_id bigint,
    similarity double precision check (similarity between 0 and 1),
    topic_id bigint references orakul.topic,
    atom_id bigint references orakul.atom,
    created_at timestamptz not null default now(),
    reviewed_by bigint references orakul.person,
    reviewed_at timestamptz,
    review_note text,
    check ((kind = 'atom') = (atom_type is not null)),
    check (kind = 'atom' or length(name) <= 100),
    check ((state = 'pending') = (reviewed_at is null)),
    check ((state in ('approved', 'merged')) = (coalesce(topic_id, atom_id) is not null))
);

create index knowledge_proposal_state on orakul.knowledge_proposal (project_id, state, id);
create index knowledge_proposal_extraction on orakul.knowledge_proposal (extraction_id);
create index knowledge_proposal_of_topic on orakul.knowledge_proposal (topic_proposal_id)
    where topic_proposal_id is not null;
create index knowledge_proposal_topic on orakul.knowledge_proposal (topic_id)
    where topic_id is not null;
create index knowledge_proposal_atom on orakul.knowledge_proposal (atom_id)
    where atom_id is not null;

-- A second suggestion of a topic adds its sources to the first.
create unique index knowledge_proposal_pending_topic
    on orakul.knowledge_proposal (project_id, lower(name))
    where kind = 'topic' and state = 'pending';

create table orakul.knowledge_proposal_embedding (
    proposal_id bigint not null references orakul.knowledge_proposal on delete cascade,
    model text not null references orakul.embedding_model,
    embedding vector not null,
    primary key (proposal_id, model)
);

create table orakul.knowledge_source (
    proposal_id bigint not null references orakul.knowledge_proposal on delete cascade,
    message_id bigint not null references orakul.message on delete cascade,
    primary key (proposal_id, message_id)
);

create index knowledge_source_message on orakul.knowledge_source (message_id);
