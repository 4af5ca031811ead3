-- add_experiment_items(experiment_id bigint, texts text[], expected text[], message_ids bigint[]) -> nothing
--
-- The items of an experiment, numbered from 1.
insert into orakul.experiment_item (experiment_id, number, text, expected, message_id)
select $1::bigint, number, text, expected, message_id
from unnest($2::text[], $3::text[], $4::bigint[])
    with ordinality as item (text, expected, message_id, number)
