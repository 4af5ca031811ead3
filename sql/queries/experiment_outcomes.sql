-- experiment_outcomes(experiment_id bigint) -> expected text, predicted text, confidence double precision, seconds double precision, error text
--
-- What became of an experiment's items; those that are not done are left out.
select expected, predicted, confidence, seconds, error
from orakul.experiment_item
where experiment_id = $1::bigint and seconds is not null
order by number
