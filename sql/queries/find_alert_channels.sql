-- find_alert_channels(ids bigint[]) -> id bigint
--
-- Which of these channels there are; they stay until the transaction ends.
select id
from orakul.alert_channel
where id = any ($1::bigint[])
order by id
for key share
