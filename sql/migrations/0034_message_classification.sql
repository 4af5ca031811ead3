-- How many messages of a classification there are is counted along it, chat by chat.
create index message_classification on orakul.message (classification, chat_id);
