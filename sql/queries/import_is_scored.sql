-- import_is_scored(ingestion_id bigint) -> yes boolean
--
-- Whether everything that an import holds is saved and scored.
select ingestion.state = 'completed' and not exists (
    select from orakul.message
    where message.ingestion_id = ingestion.id and message.scored_at is null) as yes
from orakul.ingestion
where ingestion.id = $1::bigint
