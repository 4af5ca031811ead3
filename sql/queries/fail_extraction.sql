-- fail_extraction(id bigint, error text) -> fail_extraction_v1 boolean
--
-- Fail an extraction that is not ended, and set its messages free.
select orakul.fail_extraction_v1($1::bigint, $2::text)
