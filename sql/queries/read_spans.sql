-- read_spans(trace_id text, most integer) -> span_id text, parent_id text, service text, name text, kind text, status text, started_at timestamp with time zone, offset_us bigint, duration_us bigint, attributes jsonb
--
-- The spans of a trace in the order of their beginning, each with the time since the first.
select
    span_id, parent_id, service, name, kind, status, started_at,
    (extract(epoch from started_at - min(started_at) over ()) * 1000000)::bigint as offset_us,
    duration_us, attributes
from orakul.span
where trace_id = $1::text
order by started_at, span_id
limit $2::integer
