-- count_alert_channels() -> state text, count bigint
--
-- The channels of alerts, by whether the last that was told there arrived.
select known.state, count(channel.id)
from (values ('arriving', false), ('failing', true)) as known (state, fails)
left join orakul.alert_channel as channel on (channel.last_error is not null) = known.fails
group by known.state
order by known.state
