-- Embeddings. The dimension belongs to the model, so the column has none and each model
-- has an index of its own.

create table orakul.embedding_model (
    name text primary key,
    dimensions integer not null check (dimensions between 1 and 2000)
);

insert into orakul.embedding_model values ('wordllama-256-ngrams-1', 256);

create table orakul.message_embedding (
    message_id bigint not null references orakul.message on delete cascade,
    model text not null references orakul.embedding_model,
    embedding vector not null,
    primary key (message_id, model)
);

create table orakul.topic_embedding (
    topic_id bigint not null references orakul.topic on delete cascade,
    model text not null references orakul.embedding_model,
    embedding vector not null,
    primary key (topic_id, model)
);

create index message_embedding_wordllama on orakul.message_embedding
    using hnsw ((embedding::vector(256)) vector_cosine_ops) where model = 'wordllama-256-ngrams-1';
create index topic_embedding_wordllama on orakul.topic_embedding
    using hnsw ((embedding::vector(256)) vector_cosine_ops) where model = 'wordllama-256-ngrams-1';
