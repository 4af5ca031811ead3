-- lock_knowledge(project_id bigint) -> pg_advisory_xact_lock void
--
-- Extractions of one project are saved one after the other, so that each sees what the
-- one before it proposed and adds no twin.
select pg_advisory_xact_lock(hashtext('orakul.knowledge'), ($1::bigint % 2147483647)::integer)
