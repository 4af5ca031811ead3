-- rules_of_alert_channel(channel bigint) -> rule_id bigint
--
-- The rules that are told in a channel.
select rule_id
from orakul.alert_rule_channel
where channel_id = $1::bigint
order by rule_id
