-- The words of messages, to be found by (sql/functions/words_said.sql fills it). They
-- stand beside the message: scoring and reading change a message, and each change would index
-- all its words again.
create table orakul.message_search (
    message_id bigint primary key references orakul.message on delete cascade,
    words tsvector not null
);

create index message_search_words on orakul.message_search using gin (words);
