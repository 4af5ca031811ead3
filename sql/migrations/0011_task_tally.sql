-- How long tasks waited and ran, counted for ever: what a monitoring system reads. The log
-- tells it all, so it is counted from there, after the fact: no commit of a task pays for it.

-- One bucket of a histogram: what lasted at most *le* seconds, and longer than the next
-- smaller bound of orakul.duration_bounds(). A wait has no outcome.
create table orakul.task_tally (
    kind text not null check (kind in ('wait', 'run')),
    name text not null,
    queue text not null,
    outcome text not null default '',
    le double precision not null,
    count bigint not null,
    seconds double precision not null,
    primary key (kind, name, queue, outcome, le)
);

-- The position up to which the log has been counted.
create table orakul.task_tally_cursor (
    position bigint not null
);

create unique index task_tally_cursor_one on orakul.task_tally_cursor ((true));
insert into orakul.task_tally_cursor values (0);

-- The newest update is asked for whenever somebody looks.
create index telegram_update_received on orakul.telegram_update (received_at);
