-- list_experiment_items(experiment_id bigint, other_id bigint, outcome text, expected text, predicted text, after_number bigint, most integer) -> shape jsonb, id bigint
--
-- A page of an experiment's items by number: all, or those of an outcome, and of a cell of the
-- confusion matrix. Each with what another experiment made of the same item, if it has it.
select
    orakul.experiment_item_shape(item) || jsonb_build_object('other', other.predicted) as shape,
    item.number::bigint as id
from orakul.experiment_item as item
left join orakul.experiment_item as other
    on other.experiment_id = $2::bigint
    and other.number = item.number
    and other.text = item.text
    and other.expected = item.expected
where item.experiment_id = $1::bigint
    and case $3::text
        when 'right' then item.predicted = item.expected
        when 'wrong' then item.predicted <> item.expected
        when 'failed' then item.error is not null
        when 'waiting' then item.predicted is null and item.error is null
        when 'better' then
            item.predicted = item.expected and other.predicted is distinct from other.expected
            and other.number is not null
        when 'worse' then
            other.predicted = other.expected and item.predicted is distinct from item.expected
        else true
    end
    and ($4::text is null or item.expected = $4::text)
    and ($5::text is null or item.predicted = $5::text)
    and ($6::bigint is null or item.number > $6::bigint)
order by item.number
limit $7::integer
