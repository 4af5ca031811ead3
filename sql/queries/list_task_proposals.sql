-- list_task_proposals(reader bigint, run_id bigint, projects text[], states text[], by_confidence boolean, descending boolean, after_key double precision, after_id bigint, most integer) -> shape jsonb, key double precision, id bigint
--
-- A page of the task proposals that a reader may see; no reader sees all, no filter lets
-- all pass. The key is what they are ordered by; ids are in order of creation.
select orakul.task_proposal_shape(proposal) as shape, place.key, proposal.id
from orakul.task_proposal as proposal
join orakul.run on run.id = proposal.run_id
join orakul.project on project.id = run.project_id
cross join lateral (
    select case when $5::boolean then proposal.confidence else 0 end::double precision as key
) as place
where ($1::bigint is null or exists (
        select from orakul.project_member as member
        where member.project_id = project.id and member.person_id = $1::bigint))
    and ($2::bigint is null or proposal.run_id = $2::bigint)
    and ($3::text[] is null
        or project.slug = any ($3::text[])
        or project.id::text = any ($3::text[]))
    and ($4::text[] is null or proposal.state = any ($4::text[]))
    and ($8::bigint is null
        or ($6::boolean
            and (place.key, proposal.id) < ($7::double precision, $8::bigint))
        or (not $6::boolean
            and (place.key, proposal.id) > ($7::double precision, $8::bigint)))
order by
    case when $6::boolean then place.key end desc,
    case when $6::boolean then proposal.id end desc,
    place.key,
    proposal.id
limit $9::integer
