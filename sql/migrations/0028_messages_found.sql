-- The messages of a page are found by sql/functions/list_messages.sql in its second version.
drop function if exists orakul.list_messages_v1;
