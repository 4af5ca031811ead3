-- set_alert_rule_channels(rule bigint, channels bigint[]) -> nothing
--
-- Exactly these channels are told of what a rule finds.
with gone as (
    delete from orakul.alert_rule_channel
    where rule_id = $1::bigint and channel_id <> all ($2::bigint[])
)
insert into orakul.alert_rule_channel (rule_id, channel_id)
select $1::bigint, unnest($2::bigint[])
on conflict do nothing
