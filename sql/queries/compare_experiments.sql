-- compare_experiments(experiment_id bigint, other_id bigint) -> shared bigint, both_right bigint, better bigint, worse bigint, both_wrong bigint
--
-- The items that two experiments have in the same place, by which of them was right; what one of
-- them could not classify, it was not right about.
select
    count(*) as shared,
    count(*) filter (where is_right and was_right) as both_right,
    count(*) filter (where is_right and not was_right) as better,
    count(*) filter (where not is_right and was_right) as worse,
    count(*) filter (where not is_right and not was_right) as both_wrong
from (
    select
        item.predicted is not distinct from item.expected as is_right,
        other.predicted is not distinct from other.expected as was_right
    from orakul.experiment_item as item
    join orakul.experiment_item as other
        on other.experiment_id = $2::bigint
        and other.number = item.number
        and other.text = item.text
        and other.expected = item.expected
    where item.experiment_id = $1::bigint
) as pair
