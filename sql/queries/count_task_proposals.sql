-- count_task_proposals(reader bigint, run_id bigint, projects text[], most integer) -> name text, counted bigint
--
-- How many task proposals of each state a reader may see, counted up to `most`; no reader
-- sees all, no filter lets all pass. The runs are an array, so that an index finds each state.
select state.name, (
    select count(*)
    from (
        select
        from orakul.task_proposal as proposal
        where proposal.run_id = any (visible.runs)
            and proposal.state = state.name
        limit $4::integer
    ) as found
) as counted
from unnest(array['pending', 'approved', 'rejected', 'merged']) as state (name)
cross join (
    select array(
        select run.id
        from orakul.run
        join orakul.project on project.id = run.project_id
        where ($1::bigint is null or exists (
                select from orakul.project_member as member
                where member.project_id = project.id and member.person_id = $1::bigint))
            and ($2::bigint is null or run.id = $2::bigint)
            and ($3::text[] is null
                or project.slug = any ($3::text[])
                or project.id::text = any ($3::text[]))
    ) as runs
) as visible
