-- save_experiment_items(experiment_id bigint, numbers integer[], predicted text[], confidences double precision[], reasonings text[], reasons jsonb[], errors text[], seconds double precision) -> project_id bigint
--
-- What became of some items of a running experiment, and the counts of it, each item once; no
-- row if it does not run. Reasons come as {"said": […]}, null where there are none. The
-- experiment is locked before its items, whoever saves them.
with running as (
    select id
    from orakul.experiment
    where id = $1::bigint and state = 'running'
    for update
), outcome as (
    select *
    from unnest($2::integer[], $3::text[], $4::double precision[], $5::text[], $6::jsonb[],
            $7::text[])
        as given (number, predicted, confidence, reasoning, reasons, error)
), saved as (
    update orakul.experiment_item as item
    set predicted = outcome.predicted,
        confidence = outcome.confidence,
        reasoning = outcome.reasoning,
        reasons = outcome.reasons -> 'said',
        error = outcome.error,
        seconds = $8::double precision
    from outcome, running
    where item.experiment_id = running.id
        and item.number = outcome.number
        and item.predicted is null
        and item.error is null
    returning item.error is null as is_classified, item.predicted = item.expected as is_correct
), counted as (
    select
        count(*) filter (where is_classified) as classified,
        count(*) filter (where is_correct) as correct,
        count(*) filter (where not is_classified) as failed
    from saved
)
update orakul.experiment
set classified = experiment.classified + counted.classified,
    correct = experiment.correct + counted.correct,
    failed = experiment.failed + counted.failed
from counted, running
where experiment.id = running.id
returning experiment.project_id
