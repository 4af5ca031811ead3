-- Spans of traces, so that a trace can be looked at where nobody runs a collector. They are
-- no facts that anything depends on: a crash may lose the last of them, old ones are deleted.

create table orakul.span (
    trace_id text not null check (trace_id ~ '^[0-9a-f]{32}$'),
    span_id text not null check (span_id ~ '^[0-9a-f]{16}$'),
    parent_id text,
    service text not null,
    name text not null,
    kind text not null check (kind in ('internal', 'server', 'client', 'producer', 'consumer')),
    status text not null check (status in ('unset', 'ok', 'error')),
    started_at timestamptz not null,
    duration_us bigint not null check (duration_us >= 0),
    attributes jsonb not null,
    primary key (trace_id, span_id)
);

-- Rows come nearly in the order of their time: a range index costs next to nothing.
create index span_started on orakul.span using brin (started_at) with (pages_per_range = 32);

-- A trace belongs to whoever its tasks belong to.
create index task_trace on orakul.task (trace_id);
