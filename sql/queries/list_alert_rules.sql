-- list_alert_rules(after_id bigint, most integer) -> id bigint, shape jsonb
--
-- A page of the rules, in the order in which they were added.
select id, orakul.alert_rule_shape(rule) as shape
from orakul.alert_rule as rule
where $1::bigint is null or id > $1::bigint
order by id
limit $2::integer
