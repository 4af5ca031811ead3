-- list_experiment_items(experiment_id bigint, outcome text, expected text, predicted text, after_number bigint, most integer) -> shape jsonb, id bigint
--
-- A page of an experiment's items by number: all, or those of an outcome, and of a cell of the
-- confusion matrix.
select orakul.experiment_item_shape(item) as shape, item.number::bigint as id
from orakul.experiment_item as item
where item.experiment_id = $1::bigint
    and case $2::text
        when 'right' then item.predicted = item.expected
        when 'wrong' then item.predicted <> item.expected
        when 'failed' then item.error is not null
        when 'waiting' then item.predicted is null and item.error is null
        else true
    end
    and ($3::text is null or item.expected = $3::text)
    and ($4::text is null or item.predicted = $4::text)
    and ($5::bigint is null or item.number > $5::bigint)
order by item.number
limit $6::integer
