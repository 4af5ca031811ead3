-- What the header needs to tell how the queue stood at each minute of the last hour.

-- Since when the task had waited that an attempt took up; due it may have been later. Null of
-- attempts that began before this was kept.
alter table orakul.task_attempt add column waited_since timestamptz;

-- Those that were cancelled, too: such a task may be tried again, and then only this tells when
-- it ran before. They are few as well, and those that complete still do not pay for it.
drop index orakul.task_attempt_broken;
create index task_attempt_broken on orakul.task_attempt (finished_at)
    where outcome in ('failed', 'lost', 'cancelled');
