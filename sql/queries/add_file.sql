-- add_file(name text) -> id bigint
--
-- A file whose pieces follow; its size and digest are set when it is sealed.
insert into orakul.file (name, size, sha256) values ($1::text, 0, '') returning id
