-- experiment_texts(experiment_id bigint) -> text text, label text, message_id bigint
--
-- An experiment's items as they were given.
select text, expected as label, message_id
from orakul.experiment_item
where experiment_id = $1::bigint
order by number
