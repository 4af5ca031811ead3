-- keep_spans(spans jsonb) -> nothing
--
-- Keep spans that ended, from an array of objects. One that is delivered twice is kept once.
insert into orakul.span
    (trace_id, span_id, parent_id, service, name, kind, status, started_at, duration_us, attributes)
select
    trace_id, span_id, parent_id, service, name, kind, status,
    to_timestamp(start_us / 1000000.0::double precision), duration_us, attributes
from jsonb_to_recordset($1::jsonb) as span (
    trace_id text, span_id text, parent_id text, service text, name text, kind text, status text,
    start_us bigint, duration_us bigint, attributes jsonb)
on conflict do nothing
