-- read_experiment_detail(id bigint) -> shape jsonb
--
-- An experiment with its labels, and how each class was met.
select orakul.experiment_detail(experiment) as shape
from orakul.experiment
where id = $1::bigint
