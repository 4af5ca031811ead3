-- read_experiment(id bigint) -> id bigint, project_id bigint, items integer, done integer, shape jsonb
--
-- An experiment in short, and how many of its items are done.
select
    id, project_id, items, classified + failed as done,
    orakul.experiment_shape(experiment) as shape
from orakul.experiment
where id = $1::bigint
