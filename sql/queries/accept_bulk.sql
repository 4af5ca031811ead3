-- accept_bulk(action text, ids bigint[], person bigint, priority integer, reason text, at timestamp with time zone) -> id bigint
--
-- Keep an action on these tasks, in chunks, until it is carried out.
select orakul.accept_bulk_v1(
    $1::text, $2::bigint[], $3::bigint, $4::integer, $5::text, $6::timestamptz) as id
