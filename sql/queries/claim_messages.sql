-- claim_messages(project_id bigint, trigger text, message_ids bigint[]) -> id bigint
--
-- A new extraction with its messages, which the caller has locked.
with created as (
    insert into orakul.extraction (project_id, trigger, message_ids)
    values ($1::bigint, $2::text, $3::bigint[])
    returning id
),
claimed as (
    update orakul.message
    set extraction_id = created.id
    from created
    where message.id = any ($3::bigint[])
)
select id from created
