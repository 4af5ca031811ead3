-- Figures of a project are read from the indexes that tell those of everything.

drop index orakul.task_state;
drop index orakul.task_finished;

create index task_state on orakul.task (state, created_at, id)
    include (queue, owner_id, project_id, state_since, scheduled_at);
create index task_finished on orakul.task (finished_at, id)
    include (state, queue, name, owner_id, project_id, started_at, attempt);

-- Another takes its place, which may be asked for one project.
drop function if exists orakul.read_queues_v1;
