-- begin_experiment(id bigint) -> id bigint, project_id bigint, begun boolean
--
-- Pending to running, or running again after its worker died; `begun` tells the one from
-- the other. No row in any other state.
with was as (
    select id, state from orakul.experiment where id = $1::bigint for update
)
update orakul.experiment
set state = 'running',
    started_at = coalesce(experiment.started_at, clock_timestamp())
from was
where experiment.id = was.id and was.state in ('pending', 'running')
returning experiment.id, experiment.project_id, was.state = 'pending' as begun
