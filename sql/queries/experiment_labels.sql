-- experiment_labels(project_id bigint, experiment_id bigint) -> name text, description text
--
-- What the items of a project's experiment can be, in the order that was given.
select label.name, label.description
from orakul.experiment_label as label
join orakul.experiment on experiment.id = label.experiment_id
where experiment.project_id = $1::bigint and experiment.id = $2::bigint
order by label.place
