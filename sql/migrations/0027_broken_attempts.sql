-- The attempts that failed lately, among which rules of alerts count those that are tried again.
-- Few fail: those that complete do not pay for it.
create index task_attempt_broken on orakul.task_attempt (finished_at)
    where outcome in ('failed', 'lost');
