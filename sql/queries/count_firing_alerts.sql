-- count_firing_alerts() -> kind text, severity text, state text, count bigint
--
-- Alerts that are not resolved, by what their rules are; 0 where such a rule finds nothing.
select rule.kind, rule.severity, known.state, count(alert.id)
from orakul.alert_rule as rule
cross join (values ('open'), ('acknowledged')) as known (state)
left join orakul.alert on alert.rule_id = rule.id and alert.state = known.state
group by rule.kind, rule.severity, known.state
order by rule.kind, rule.severity, known.state
