-- The first task of a trace, and the first thousand, are found at once, however many it has.
drop index orakul.task_trace;
create index task_trace on orakul.task (trace_id, created_at, id);
