-- run_knowledge(project_id bigint, window_start timestamp with time zone, window_end timestamp with time zone) -> kind text, id bigint, at timestamp with time zone
--
-- Topics and atoms of a project that were approved in a window, or rest on a message sent
-- in it; in the order of their approval.
with known as (
    select 'topic' as kind, id, created_at as at
    from orakul.topic
    where project_id = $1::bigint
    union all
    select 'atom', id, created_at
    from orakul.atom
    where project_id = $1::bigint
)
select known.kind, known.id, known.at
from known
where known.at between $2::timestamptz and $3::timestamptz
    or exists (
        select
        from orakul.knowledge_proposal as proposal
        join orakul.knowledge_source as source on source.proposal_id = proposal.id
        join orakul.message on message.id = source.message_id
        where case known.kind when 'topic' then proposal.topic_id else proposal.atom_id end
                = known.id
            and proposal.kind = known.kind
            and message.sent_at between $2::timestamptz and $3::timestamptz)
order by known.at, known.kind desc, known.id
