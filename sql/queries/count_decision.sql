-- count_decision(run_id bigint, decision text) -> shape jsonb
--
-- One proposal of a run is pending no more.
update orakul.run
set pending = pending - 1,
    approved = approved + ($2::text = 'approved')::integer,
    rejected = rejected + ($2::text = 'rejected')::integer,
    merged = merged + ($2::text = 'merged')::integer
where id = $1::bigint
returning orakul.run_shape(run) as shape
