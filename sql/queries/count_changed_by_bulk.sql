-- count_changed_by_bulk(bulk bigint) -> changed bigint
--
-- How many tasks a bulk action has changed so far.
select coalesce(sum(done), 0)::bigint as changed
from orakul.bulk_chunk
where bulk_id = $1::bigint
