-- list_alert_channels(after_id bigint, most integer) -> id bigint, shape jsonb
--
-- A page of the channels in the order in which they were added, each with how its
-- deliveries go.
select
    id,
    orakul.alert_channel_shape(channel) || jsonb_build_object(
        'has_secret', exists (
            select from orakul.sealed_secret
            where purpose = 'alert-channel' and subject = channel.id),
        'last_sent_at', last_sent_at,
        'last_failed_at', last_failed_at,
        'last_error', last_error,
        'last_reason', last_reason,
        'unsent', (
            select count(*) from orakul.alert_delivery
            where channel_id = channel.id and sent_at is null and given_up_at is null)) as shape
from orakul.alert_channel as channel
where $1::bigint is null or id > $1::bigint
order by id
limit $2::integer
