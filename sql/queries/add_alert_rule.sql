-- add_alert_rule(rule jsonb) -> id bigint
--
-- A rule; one of each name.
insert into orakul.alert_rule
    (name, kind, task, queue, per, share, least, window_seconds, seconds, for_seconds,
     clear_seconds, repeat_seconds, severity, is_enabled)
select
    name, kind, task, queue, per, share, least, window_seconds, seconds, for_seconds,
    clear_seconds, repeat_seconds, severity, is_enabled
from jsonb_populate_record(null::orakul.alert_rule, $1::jsonb)
returning id
