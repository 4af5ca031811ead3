-- next_experiment_items(experiment_id bigint, hopeless integer, most integer) -> id bigint, at timestamp with time zone, author text, text text
--
-- The first items of a running experiment that are not done, each by its number; none where
-- the first `hopeless` ones failed and none was classified.
select
    item.number::bigint as id,
    coalesce(message.sent_at, experiment.created_at) as at,
    coalesce(person.name, message.author_name, '') as author,
    item.text
from orakul.experiment_item as item
join orakul.experiment on experiment.id = item.experiment_id
left join orakul.message on message.id = item.message_id
left join orakul.person on person.id = message.author_id
where item.experiment_id = $1::bigint
    and item.predicted is null
    and item.error is null
    and experiment.state = 'running'
    and (experiment.classified > 0 or experiment.failed < $2::integer)
order by item.number
limit $3::integer
