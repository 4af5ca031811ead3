-- finish_batch(run_id bigint, number integer, state text, proposals integer, error text) -> number integer
--
-- Pending to done or failed; no row if it is neither pending nor there.
update orakul.run_batch
set state = $3::text,
    proposals = $4::integer,
    error = $5::text,
    finished_at = clock_timestamp()
where run_id = $1::bigint and number = $2::integer and state = 'pending'
returning number
