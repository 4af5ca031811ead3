-- list_experiments(reader bigint, projects text[], states text[], before_id bigint, most integer) -> shape jsonb, id bigint
--
-- A page of the experiments that a reader may see, latest first; no reader sees all.
select orakul.experiment_shape(experiment) as shape, experiment.id
from orakul.experiment
join orakul.project on project.id = experiment.project_id
where ($1::bigint is null or exists (
        select from orakul.project_member as member
        where member.project_id = project.id and member.person_id = $1::bigint))
    and ($2::text[] is null
        or project.slug = any ($2::text[])
        or project.id::text = any ($2::text[]))
    and ($3::text[] is null or experiment.state = any ($3::text[]))
    and ($4::bigint is null or experiment.id < $4::bigint)
order by experiment.id desc
limit $5::integer
