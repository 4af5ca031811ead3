-- add_alert_channel(name text, target jsonb) -> id bigint
--
-- A channel; one of each name.
insert into orakul.alert_channel (name, target)
values ($1::text, $2::jsonb)
returning id
