-- forget_sealed_secret(purpose text, subject bigint) -> nothing
--
-- What it belonged to is gone.
delete from orakul.sealed_secret
where purpose = $1::text and subject = $2::bigint
