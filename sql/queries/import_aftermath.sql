-- import_aftermath(ingestion_id bigint, task_id bigint) -> messages bigint, scored bigint, embedded bigint, topics bigint, atoms bigint, unfinished bigint, failed bigint
--
-- What has become of an import's messages, and what is left of the tasks that it caused.
select
    count(*) as messages,
    count(message.scored_at) as scored,
    count(*) filter (where exists (
        select from orakul.message_embedding as embedding
        where embedding.message_id = message.id)) as embedded,
    (select count(*) from orakul.knowledge_proposal as proposal
        join orakul.extraction on extraction.id = proposal.extraction_id
        join orakul.task on task.id = extraction.task_id
        where task.root_id = $2::bigint and proposal.kind = 'topic') as topics,
    (select count(*) from orakul.knowledge_proposal as proposal
        join orakul.extraction on extraction.id = proposal.extraction_id
        join orakul.task on task.id = extraction.task_id
        where task.root_id = $2::bigint and proposal.kind = 'atom') as atoms,
    (select count(*) from orakul.task
        where task.root_id = $2::bigint and task.state in ('pending', 'in_progress')) as unfinished,
    (select count(*) from orakul.task
        where task.root_id = $2::bigint and task.state = 'failed') as failed
from orakul.message
where message.ingestion_id = $1::bigint
