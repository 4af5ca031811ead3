-- count_knowledge_proposals(reader bigint, projects text[], kinds text[], most integer) -> name text, counted bigint
--
-- How many proposals of each state a reader may see, counted up to `most`; no reader sees
-- all, no filter lets all pass. The projects are an array, so that an index finds each state.
select state.name, (
    select count(*)
    from (
        select
        from orakul.knowledge_proposal as proposal
        where proposal.project_id = any (visible.projects)
            and proposal.state = state.name
            and ($3::text[] is null or proposal.kind = any ($3::text[]))
        limit $4::integer
    ) as found
) as counted
from unnest(array['pending', 'approved', 'rejected', 'merged']) as state (name)
cross join (
    select array(
        select project.id
        from orakul.project
        where ($1::bigint is null or exists (
                select from orakul.project_member as member
                where member.project_id = project.id and member.person_id = $1::bigint))
            and ($2::text[] is null
                or project.slug = any ($2::text[])
                or project.id::text = any ($2::text[]))
    ) as projects
) as visible
