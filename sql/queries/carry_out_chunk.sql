-- carry_out_chunk(bulk bigint) -> dealt bigint
--
-- Deal with the next chunk of a bulk action; how many tasks are dealt with by now, null
-- when none were left.
select orakul.carry_out_chunk_v1($1::bigint) as dealt
