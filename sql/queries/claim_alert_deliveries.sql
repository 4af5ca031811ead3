-- claim_alert_deliveries(most integer, lease double precision) -> id bigint, key text, attempt integer, event text, alert jsonb, channel_id bigint
--
-- Take what is due to be told, for so many seconds: whoever dies with it leaves it to others.
-- What is told of one alert in one channel keeps its order.
with due as (
    select id
    from orakul.alert_delivery as delivery
    where sent_at is null and given_up_at is null and due_at <= now()
        and not exists (
            select from orakul.alert_delivery as earlier
            where earlier.channel_id = delivery.channel_id
                and earlier.alert_id = delivery.alert_id
                and earlier.id < delivery.id
                and earlier.sent_at is null and earlier.given_up_at is null)
    order by due_at, id
    limit $1::integer
    for update skip locked
)
update orakul.alert_delivery as delivery
set attempts = delivery.attempts + 1,
    due_at = now() + make_interval(secs => $2::double precision)
from due
where delivery.id = due.id
returning
    delivery.id, delivery.key::text as key, delivery.attempts as attempt, delivery.event,
    delivery.alert, delivery.channel_id
