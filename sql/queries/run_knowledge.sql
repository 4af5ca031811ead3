-- run_knowledge(project_id bigint, window_start timestamp with time zone, window_end timestamp with time zone) -> kind text, id bigint, at timestamp with time zone
--
-- Topics and atoms of a project that were approved in a window, or rest on a message sent
-- in it; in the order of their approval.
with spoken as (
    select distinct proposal.topic_id, proposal.atom_id
    from orakul.knowledge_proposal as proposal
    join orakul.knowledge_source as source on source.proposal_id = proposal.id
    join orakul.message on message.id = source.message_id
    where proposal.project_id = $1::bigint
        and proposal.state in ('approved', 'merged')
        and message.sent_at between $2::timestamptz and $3::timestamptz
)
select 'topic' as kind, id, created_at as at
from orakul.topic
where project_id = $1::bigint
    and (created_at between $2::timestamptz and $3::timestamptz
        or id in (select topic_id from spoken where topic_id is not null))
union all
select 'atom', id, created_at
from orakul.atom
where project_id = $1::bigint
    and (created_at between $2::timestamptz and $3::timestamptz
        or id in (select atom_id from spoken where atom_id is not null))
order by at, kind desc, id
