-- An attempt that was broken off because its worker stopped ends so: it did not fail.
alter table orakul.task_attempt drop constraint task_attempt_outcome_check;
alter table orakul.task_attempt add constraint task_attempt_outcome_check check (
    outcome in ('completed', 'failed', 'cancelled', 'lost', 'interrupted'));

update orakul.task_attempt
set outcome = 'interrupted'
where outcome = 'failed' and error_class = 'Stopped' and error = 'interrupted: the worker stopped'
    and ended_as is null;

-- Until it was broken off it waited and ran, as the minutes tell.
drop index orakul.task_attempt_broken;
create index task_attempt_broken on orakul.task_attempt (finished_at)
    where outcome in ('failed', 'lost', 'cancelled', 'interrupted');
