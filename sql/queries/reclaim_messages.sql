-- reclaim_messages(id bigint) -> nothing
--
-- Take back the messages that the extraction's failure set free, except those that
-- another has claimed since.
update orakul.message
set extraction_id = $1::bigint
where extraction_id is null
    and id in (
        select message.id from orakul.message
        where message.id = any (
            select unnest(message_ids) from orakul.extraction where extraction.id = $1::bigint)
        order by message.id
        for no key update)
