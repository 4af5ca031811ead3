-- add_file_piece(file_id bigint, number integer, bytes bytea) -> nothing
--
-- The next piece of a file.
insert into orakul.file_piece (file_id, number, bytes) values ($1::bigint, $2::integer, $3::bytea)
