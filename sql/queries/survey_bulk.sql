-- survey_bulk(action text, ids bigint[], person bigint, priority integer, at timestamp with time zone) -> survey jsonb
--
-- What an action on these tasks would do now.
select orakul.survey_bulk_v1(
    $1::text, $2::bigint[], $3::bigint, $4::integer, $5::timestamptz) as survey
