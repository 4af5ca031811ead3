-- count_sealed_secrets(newest text) -> key_id text, count bigint
--
-- How many secrets other keys than the newest sealed.
select key_id, count(*) as count
from orakul.sealed_secret
where key_id <> $1::text
group by key_id
order by key_id
