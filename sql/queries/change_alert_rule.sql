-- change_alert_rule(id bigint, rule jsonb) -> nothing
--
-- All of a rule but its kind.
update orakul.alert_rule
set name = given.name,
    task = given.task,
    queue = given.queue,
    per = given.per,
    share = given.share,
    least = given.least,
    window_seconds = given.window_seconds,
    seconds = given.seconds,
    for_seconds = given.for_seconds,
    clear_seconds = given.clear_seconds,
    repeat_seconds = given.repeat_seconds,
    severity = given.severity,
    is_enabled = given.is_enabled
from jsonb_populate_record(null::orakul.alert_rule, $2::jsonb) as given
where alert_rule.id = $1::bigint
