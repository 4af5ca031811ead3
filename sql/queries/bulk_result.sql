-- bulk_result(bulk bigint) -> result jsonb
--
-- What a bulk action came to so far.
select orakul.bulk_result_v1($1::bigint) as result
