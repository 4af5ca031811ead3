-- Ends of tasks that were retried since and that no attempt tells of: above all of those that
-- were cancelled while they waited. They are few. Which there were before this was kept, nobody
-- knows.
create table orakul.waiting_end (
    task_id bigint not null references orakul.task on delete cascade,
    finished_at timestamptz not null,
    ended_as text not null check (ended_as in ('completed', 'failed', 'cancelled')),
    number integer not null,  -- of the attempt before, 0 where there was none
    position bigint not null,  -- of the last event before the retry, 0 where it is not known
    primary key (task_id, finished_at)
);

create index waiting_end_finished on orakul.waiting_end (finished_at);

-- Others take their places, which know of these ends, and of which moment they are asked.
drop view if exists orakul.task_end;
drop view if exists orakul.retriable_end;
drop function if exists orakul.tasks_condition(
    bigint, text[], text, text, text, text, jsonb, boolean);
drop function if exists orakul.search_condition(jsonb, boolean, boolean);
drop function if exists orakul.all_condition(jsonb, boolean, boolean);
drop function if exists orakul.ended_condition(jsonb, boolean, boolean);
