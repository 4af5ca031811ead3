-- has_administrator() -> exists boolean
--
-- Whether somebody administers this installation.
select exists (select from orakul.person where role = 'admin' and is_active)
