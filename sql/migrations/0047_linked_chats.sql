-- A project that imported a chat has its history, but gets what the bot hears there only once
-- somebody who may take chats out of the inbox has linked the two: an export names whatever chats
-- its author likes. Chats that are known already stay linked.
alter table orakul.chat add column is_linked boolean not null default true;

alter table orakul.chat drop constraint chat_source_external_id_key;
create unique index chat_linked on orakul.chat (source, external_id) where is_linked;

-- What else a project has of a chat is its own, and one.
alter table orakul.chat
    add constraint chat_of_project unique (project_id, source, external_id);
drop index orakul.chat_project;
