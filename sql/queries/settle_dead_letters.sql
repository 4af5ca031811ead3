-- settle_dead_letters(ids bigint[], reader bigint, discard boolean) -> id bigint, outcome text
--
-- Try dead letters again, or discard them, and say what became of each.
select id, outcome
from orakul.settle_dead_letters_v1($1::bigint[], $2::bigint, $3::boolean)
