-- count_extraction(id bigint, topics integer, atoms integer) -> shape jsonb
--
-- How many proposals an extraction made.
update orakul.extraction
set topics = $2::integer,
    atoms = $3::integer
where id = $1::bigint
returning orakul.extraction_shape(extraction) as shape
