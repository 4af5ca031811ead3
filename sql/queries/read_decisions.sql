-- read_decisions(run_id bigint) -> state text, batch integer, confidence double precision, edited boolean, is_duplicate boolean, created_at timestamp with time zone, reviewed_by bigint, reviewed_at timestamp with time zone
--
-- What became of the proposals of a run, in the order they were decided.
select
    state, batch, confidence::double precision, edited, similarity is not null as is_duplicate,
    created_at, reviewed_by, reviewed_at
from orakul.task_proposal
where run_id = $1::bigint
order by reviewed_at, id
