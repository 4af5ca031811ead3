-- seal_file(id bigint, size bigint, sha256 bytea) -> nothing
--
-- All pieces of a file are here.
update orakul.file set size = $2::bigint, sha256 = $3::bytea where id = $1::bigint
