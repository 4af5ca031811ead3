-- add_experiment_labels(experiment_id bigint, names text[], descriptions text[]) -> nothing
--
-- The labels of an experiment, in their order.
insert into orakul.experiment_label (experiment_id, name, description, place)
select $1::bigint, name, description, place
from unnest($2::text[], $3::text[]) with ordinality as label (name, description, place)
