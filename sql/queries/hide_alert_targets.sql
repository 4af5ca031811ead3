-- hide_alert_targets() -> id bigint, target jsonb
--
-- Keep no more of targets than is shown; the whole of each that stood in full, to be sealed.
update orakul.alert_channel as channel
set target = orakul.shown_target(whole.target)
from (
    select id, target
    from orakul.alert_channel
    where target <> orakul.shown_target(target)
    order by id
    for update
) as whole
where whole.id = channel.id
returning channel.id, whole.target
