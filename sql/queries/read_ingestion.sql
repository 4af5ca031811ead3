-- read_ingestion(id bigint) -> id bigint, project_id bigint, project text, file text, task_id bigint, state text, total bigint, done bigint, saved bigint, duplicate bigint, updated bigint, skipped bigint, repairs jsonb, skips jsonb, error text, created_at timestamp with time zone, started_at timestamp with time zone, finished_at timestamp with time zone
--
-- An import and how far it is.
select
    ingestion.id, ingestion.project_id, project.slug as project,
    coalesce(file.name, '') as file, ingestion.task_id, ingestion.state, ingestion.total,
    ingestion.done, ingestion.saved, ingestion.duplicate, ingestion.updated, ingestion.skipped,
    ingestion.repairs, ingestion.skips, ingestion.error, ingestion.created_at,
    ingestion.started_at, ingestion.finished_at
from orakul.ingestion
join orakul.project on project.id = ingestion.project_id
left join orakul.file on file.id = ingestion.file_id
where ingestion.id = $1::bigint
