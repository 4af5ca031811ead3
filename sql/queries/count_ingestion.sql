-- count_ingestion(id bigint, was_done bigint, saved bigint, duplicate bigint, updated bigint, skipped bigint) -> id bigint
--
-- Add a batch to the counts, provided that nobody has added it in the meantime.
update orakul.ingestion
set done = done + $3::bigint + $4::bigint + $5::bigint + $6::bigint,
    saved = saved + $3::bigint,
    duplicate = duplicate + $4::bigint,
    updated = updated + $5::bigint,
    skipped = skipped + $6::bigint
where id = $1::bigint and done = $2::bigint and state = 'running'
returning id
