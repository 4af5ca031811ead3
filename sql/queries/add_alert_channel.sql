-- add_alert_channel(name text, target jsonb) -> id bigint, target jsonb
--
-- A channel, of whose target is kept what is shown; one of each name.
insert into orakul.alert_channel (name, target)
values ($1::text, orakul.shown_target($2::jsonb))
returning id, target
