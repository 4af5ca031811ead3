-- end_attempts(ends text, patient boolean, actor text) -> job bigint, ended boolean
--
-- End attempts for good or until the next; false where one is no longer the running one, null
-- where somebody else has locked it.
select job, ended from orakul.end_attempts_v1($1::text::jsonb, $2::boolean, $3::text)
