-- has_messages() -> yes boolean
--
-- Whether anything was ever said here.
select exists (select from orakul.message) or exists (select from orakul.ingestion) as yes
