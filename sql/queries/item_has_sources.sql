-- item_has_sources(item_id bigint, message_ids bigint[]) -> has boolean
--
-- Whether a task item rests on all of these messages already.
select not exists (
    select unnest($2::bigint[])
    except
    select message_id from orakul.task_item_source where item_id = $1::bigint
) as has
