-- lock_extraction_claims(project_id bigint) -> pg_advisory_xact_lock void
--
-- Claims of one project take turns until commit: whoever comes next sees the scores that
-- the one before it committed, so that the message which fills a batch is never missed.
select pg_advisory_xact_lock(hashtext('orakul.extraction'), ($1::bigint % 2147483647)::integer)
