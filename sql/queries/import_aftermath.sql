-- import_aftermath(ingestion_id bigint, task_id bigint) -> messages bigint, scored bigint, embedded bigint, topics bigint, atoms bigint, unfinished bigint, failed bigint
--
-- What has become of an import's messages, and what is left of the tasks that it caused.
with task as materialized (
    select id, state from orakul.task where id = $2::bigint
    union all
    select id, state from orakul.task where root_id = $2::bigint and root_id <> id
),
proposed as materialized (
    select proposal.kind
    from task
    join orakul.extraction on extraction.task_id = task.id
    join orakul.knowledge_proposal as proposal on proposal.extraction_id = extraction.id
)
select
    count(*) as messages,
    count(message.scored_at) as scored,
    count(*) filter (where exists (
        select from orakul.message_embedding as embedding
        where embedding.message_id = message.id)) as embedded,
    (select count(*) from proposed where kind = 'topic') as topics,
    (select count(*) from proposed where kind = 'atom') as atoms,
    (select count(*) from task where state in ('pending', 'in_progress')) as unfinished,
    (select count(*) from task where state = 'failed') as failed
from orakul.message
where message.ingestion_id = $1::bigint
