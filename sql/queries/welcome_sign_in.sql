-- welcome_sign_in(email text, address inet) -> welcome_sign_in_v1 void
--
-- Take back the try of a sign-in that succeeded.
select orakul.welcome_sign_in_v1($1::text, $2::inet)
