-- read_alert_target(id bigint) -> id bigint, target jsonb, is_sealed boolean
--
-- What is kept of where a channel leads, and whether the whole of it is sealed beside it.
select
    id,
    target,
    exists (
        select from orakul.sealed_secret
        where purpose = 'alert-target' and subject = channel.id) as is_sealed
from orakul.alert_channel as channel
where id = $1::bigint
