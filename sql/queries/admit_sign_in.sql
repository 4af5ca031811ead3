-- admit_sign_in(email text, address inet) -> wait interval
--
-- Count a try to sign in; null if its password may be looked at, otherwise how long to wait.
select orakul.admit_sign_in_v1($1::text, $2::inet) as wait
