-- End an attempt: what it made or what broke it is stored in the transaction that ends it.

create or replace function orakul.record_outcome(
    job bigint, result jsonb, error text, error_class text, traceback text
) returns void
language plpgsql as $$
begin
    update orakul.task_attempt
    set error = record_outcome.error,
        error_class = record_outcome.error_class,
        traceback = record_outcome.traceback
    where task_id = job and finished_at is null and record_outcome.error is not null;
    update orakul.task
    set result = coalesce(record_outcome.result, task.result),
        error = coalesce(record_outcome.error, task.error)
    where id = job;
end;
$$;

create or replace function orakul.finish_job_v1(
    job bigint, status procrastinate_job_status, result jsonb,
    error text, error_class text, traceback text, actor text
) returns void
language plpgsql as $$
begin
    perform set_config('orakul.actor', actor, true);
    perform orakul.record_outcome(job, result, error, error_class, traceback);
    perform procrastinate_finish_job_v1(job, status, false);
end;
$$;

create or replace function orakul.retry_job_v1(
    job bigint, retry_at timestamptz, error text, error_class text, traceback text, actor text
) returns void
language plpgsql as $$
begin
    perform set_config('orakul.actor', actor, true);
    perform set_config('orakul.reason', error, true);
    perform orakul.record_outcome(job, null, error, error_class, traceback);
    perform procrastinate_retry_job_v2(job, retry_at, null, null, null);
end;
$$;
