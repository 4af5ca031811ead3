-- lock_alert_rule(id bigint) -> id bigint, shape jsonb
--
-- A rule, which nobody else changes until the transaction ends.
select id, orakul.alert_rule_shape(rule) as shape
from orakul.alert_rule as rule
where id = $1::bigint
for update
