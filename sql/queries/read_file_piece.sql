-- read_file_piece(ingestion_id bigint, number integer) -> bytes bytea
--
-- One piece of an ingestion's file.
select piece.bytes
from orakul.ingestion
join orakul.file_piece as piece on piece.file_id = ingestion.file_id
where ingestion.id = $1::bigint and piece.number = $2::integer
