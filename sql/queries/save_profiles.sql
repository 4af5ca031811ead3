-- save_profiles(authors jsonb) -> telegram_id bigint, person_id bigint
--
-- The person behind each Telegram account, made where it is new.
select telegram_id, person_id from orakul.save_profiles_v1($1::jsonb)
