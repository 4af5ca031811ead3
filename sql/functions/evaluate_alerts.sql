-- Hold the rules of alerts against what is.

-- "1 task", "2 tasks".
create or replace function orakul.counted(many bigint, noun text) returns text
language sql immutable parallel safe as $$
    select format('%s %s%s', many, noun, case when many <> 1 then 's' end)
$$;

-- "1 minute 30 seconds", "26 hours 5 minutes": whole seconds, which from an hour on nobody reads.
create or replace function orakul.lasting(seconds bigint) returns text
language sql immutable parallel safe as $$
    select concat_ws(' ',
        case when seconds >= 3600 then orakul.counted(seconds / 3600, 'hour') end,
        case when seconds % 3600 >= 60 then orakul.counted(seconds % 3600 / 60, 'minute') end,
        case when seconds < 3600 and (seconds % 60 > 0 or seconds = 0)
            then orakul.counted(seconds % 60, 'second') end)
$$;

-- What is wrong now, by rule and subject. Of each rule one look at what it watches, whatever
-- it finds; what waits, and what ended within a time, is counted once for all of them. What
-- somebody holds by a pause does not count as waiting. An attempt that failed counts as such though
-- its task is tried again: that of a task which failed for good is the task's own end. The facts
-- hold all that the summary says beside the subject and the value, so that it can be said in
-- another language.
create or replace function orakul.alert_findings(silence interval)
returns table (
    rule_id bigint, subject text, value double precision, summary text, facts jsonb
)
language sql stable as $$
    with waiting as materialized (
        select kind.queue, kind.name, kind.many, kind.due_at
        from (
            select queue, name, count(*) as many, min(greatest(state_since, scheduled_at)) as due_at
            from orakul.task
            where state = 'pending' and (scheduled_at is null or scheduled_at <= now())
            group by queue, name
        ) as kind
        where not exists (select from orakul.pauses_of(kind.queue, kind.name))
    ), tried as materialized (
        select
            span.window_seconds, task.name, task.queue,
            count(*) as ended,
            count(*) filter (where task.failed) as failed
        from (
            select distinct window_seconds
            from orakul.alert_rule
            where kind = 'failure_rate' and is_enabled
        ) as span
        cross join lateral (
            select name, queue, state = 'failed' as failed
            from orakul.task
            where finished_at > now() - make_interval(secs => span.window_seconds)
                and state in ('completed', 'failed')
            union all
            select task.name, task.queue, true
            from orakul.task_attempt as attempt
            join orakul.task on task.id = attempt.task_id
            where attempt.finished_at > now() - make_interval(secs => span.window_seconds)
                and attempt.outcome in ('failed', 'lost')
                and not (attempt.number = task.attempt and task.state = 'failed')
        ) as task
        group by 1, 2, 3
    )
    select rule.id, found.subject, found.failed::double precision / found.ended,
        format('%s of %s%s failed within %s', found.failed,
            orakul.counted(found.ended, 'attempt'),
            case rule.per when 'all' then '' when 'task' then ' of ' || found.subject
                else ' of the queue ' || found.subject end,
            orakul.lasting(rule.window_seconds)),
        jsonb_build_object(
            'failed', found.failed,
            'ended', found.ended,
            'per', rule.per,
            'window_seconds', rule.window_seconds)
    from orakul.alert_rule as rule
    cross join lateral (
        select
            case rule.per when 'task' then tried.name when 'queue' then tried.queue else 'all' end
                as subject,
            sum(tried.ended)::bigint as ended,
            sum(tried.failed)::bigint as failed
        from tried
        where tried.window_seconds = rule.window_seconds
            and (rule.task is null or tried.name = rule.task)
            and (rule.queue is null or tried.queue = rule.queue)
        group by 1
    ) as found
    where rule.kind = 'failure_rate' and rule.is_enabled
        and found.ended >= rule.least and found.failed > rule.share * found.ended
    union all
    select rule.id, found.fingerprint, found.many,
        format('%s%s failed with the same error (%s) within %s',
            orakul.counted(found.many, 'task'),
            ' ' || found.task,
            concat_ws(': ', coalesce(attempt.error_class, 'unknown'), said.message),
            orakul.lasting(rule.window_seconds)),
        jsonb_build_object(
            'count', found.many,
            'window_seconds', rule.window_seconds,
            'fingerprint', found.fingerprint,
            'error_class', attempt.error_class,
            'message', said.message,
            'task', found.task,
            'frame', attempt.frame,
            'sample_id', found.sample_id::text)
    from orakul.alert_rule as rule
    cross join lateral (
        select
            fingerprint, count(*) as many, max(id) as sample_id,
            case when min(name) = max(name) then min(name) end as task
        from orakul.dead_letter as task
        where task.finished_at > now() - make_interval(secs => rule.window_seconds)
            and (rule.task is null or task.name = rule.task)
            and (rule.queue is null or task.queue = rule.queue)
        group by fingerprint
    ) as found
    join orakul.task as sample on sample.id = found.sample_id
    left join orakul.task_attempt as attempt
        on attempt.task_id = sample.id and attempt.number = sample.attempt
    cross join lateral (
        select left(nullif(coalesce(attempt.error_pattern, sample.error), ''), 200) as message
    ) as said
    where rule.kind = 'repeated_failure' and rule.is_enabled and found.many >= rule.least
    union all
    select rule.id, waiting.queue, extract(epoch from now() - min(waiting.due_at)),
        format('The oldest due task of the queue %s waits for %s', waiting.queue,
            orakul.lasting(floor(extract(epoch from now() - min(waiting.due_at)))::bigint)),
        jsonb_build_object('waiting', sum(waiting.many), 'due_at', min(waiting.due_at))
    from orakul.alert_rule as rule
    join waiting
        on (rule.task is null or waiting.name = rule.task)
        and (rule.queue is null or waiting.queue = rule.queue)
    where rule.kind = 'queue_age' and rule.is_enabled
    group by rule.id, waiting.queue
    having min(waiting.due_at) < now() - make_interval(secs => rule.seconds)
    union all
    select rule.id, waiting.queue, sum(waiting.many),
        format('%s of the queue %s %s',
            orakul.counted(sum(waiting.many)::bigint, 'due task'), waiting.queue,
            case when sum(waiting.many) = 1 then 'has no worker that takes it'
                else 'have no worker that takes them' end),
        jsonb_build_object('waiting', sum(waiting.many))
    from orakul.alert_rule as rule
    join waiting
        on (rule.task is null or waiting.name = rule.task)
        and (rule.queue is null or waiting.queue = rule.queue)
    where rule.kind = 'no_worker' and rule.is_enabled
        and not exists (select from orakul.live_workers(waiting.queue, silence, waiting.name))
    group by rule.id, waiting.queue
    union all
    select rule.id, task.name, count(*),
        format('%s %s %s stalled', orakul.counted(count(*), 'running task'), task.name,
            case when count(*) = 1 then 'is' else 'are' end),
        jsonb_build_object(
            'count', count(*),
            'silent', count(*) filter (where process.last_heartbeat is null
                or process.last_heartbeat < now() - silence),
            'sample_id', min(task.id)::text,
            'since', min(task.state_since))
    from orakul.alert_rule as rule
    join orakul.task
        on (rule.task is null or task.name = rule.task)
        and (rule.queue is null or task.queue = rule.queue)
    left join procrastinate_jobs as job on job.id = task.id
    left join procrastinate_workers as process on process.id = job.worker_id
    where rule.kind = 'stalled_task' and rule.is_enabled
        and task.state = 'in_progress'
        and (process.last_heartbeat is null
            or process.last_heartbeat < now() - silence
            or task.state_since < now() - make_interval(secs => rule.seconds))
    group by rule.id, task.name
$$;

-- Say that an alert changed, and put it into the outbox of the channels of its rule.
create or replace function orakul.tell_of_alert(alert orakul.alert, change text) returns void
language plpgsql as $$
declare
    shape jsonb := orakul.alert_shape(alert);
begin
    if change = 'opened' then
        perform orakul.emit_v1('alert', 'alert_opened', 'admin', null, null,
            jsonb_build_object('alert', shape));
    elsif change = 'resolved' then
        perform orakul.emit_v1('alert', 'alert_resolved', 'admin', null, null,
            jsonb_build_object('alert', shape));
    end if;
    -- Whoever acknowledged it has silenced it, its end included. A channel that has yet to be told
    -- of it is not told again: one that was away for days would get all of that at once.
    if alert.acknowledged_at is null then
        insert into orakul.alert_delivery (alert_id, channel_id, event, alert)
        select alert.id, told.channel_id, change, shape
        from orakul.alert_rule_channel as told
        where told.rule_id = alert.rule_id
            and (change <> 'repeated' or not exists (
                select from orakul.alert_delivery as earlier
                where earlier.channel_id = told.channel_id
                    and earlier.alert_id = alert.id
                    and earlier.sent_at is null and earlier.given_up_at is null));
    end if;
end;
$$;

-- True if it was done: one evaluates at a time, and none within *every* of the last one.
-- Whichever process calls it, what holds is opened once, what no longer holds is resolved
-- once, and each change is committed with its event and what is to be told of it.
create or replace function orakul.evaluate_alerts_v1(silence interval, every interval)
returns boolean
language plpgsql set timezone = 'UTC' as $$
declare
    changed orakul.alert;
begin
    if not pg_try_advisory_xact_lock(hashtext('orakul.alerts')) then
        return false;
    end if;
    -- Where the clock was set back, what seems to lie ahead holds nobody up.
    update orakul.alert_evaluation set at = now() where at <= now() - every or at > now();
    if not found then
        return false;
    end if;

    insert into orakul.alert as known
        (rule_id, rule, kind, severity, subject, state, summary, value, facts)
    select rule.id, rule.name, rule.kind, rule.severity, finding.subject, 'pending',
        finding.summary, finding.value, finding.facts
    from orakul.alert_findings(silence) as finding
    join orakul.alert_rule as rule on rule.id = finding.rule_id
    order by rule.id, finding.subject
    on conflict (rule_id, subject) where state <> 'resolved' do update
    set rule = excluded.rule,
        severity = excluded.severity,
        summary = excluded.summary,
        value = excluded.value,
        facts = excluded.facts,
        -- While nobody looked, since all was down, it need not have held: of a time between two
        -- looks only so much counts as is usual, and something more.
        since = known.since + case when known.state = 'pending'
            then greatest(now() - known.held_at - interval '30 seconds', interval '0')
            else interval '0' end,
        held_at = now(),
        cleared_at = null;

    delete from orakul.alert where state = 'pending' and held_at <> now();
    update orakul.alert
    set cleared_at = now()
    where state in ('open', 'acknowledged') and held_at <> now() and cleared_at is null;

    for changed in
        update orakul.alert
        set state = 'open', opened_at = now(), told_at = now()
        from orakul.alert_rule as rule
        where rule.id = alert.rule_id and alert.state = 'pending'
            and alert.since <= now() - make_interval(secs => rule.for_seconds)
        returning alert.*
    loop
        perform orakul.tell_of_alert(changed, 'opened');
    end loop;

    for changed in
        update orakul.alert
        set state = 'resolved', resolved_at = now()
        from orakul.alert_rule as rule
        where rule.id = alert.rule_id and alert.state in ('open', 'acknowledged')
            and alert.cleared_at <= now() - make_interval(secs => rule.clear_seconds)
        returning alert.*
    loop
        perform orakul.tell_of_alert(changed, 'resolved');
    end loop;

    for changed in
        update orakul.alert
        set state = 'open', acknowledged_at = null, acknowledged_by = null, reason = null,
            until = null
        where state = 'acknowledged' and until <= now()
        returning alert.*
    loop
        perform orakul.emit_v1('alert', 'alert_reopened', 'admin', null, null,
            jsonb_build_object('alert', orakul.alert_shape(changed)));
    end loop;

    for changed in
        update orakul.alert
        set told_at = now()
        from orakul.alert_rule as rule
        where rule.id = alert.rule_id and alert.state = 'open' and alert.cleared_at is null
            and alert.told_at <= now() - make_interval(secs => rule.repeat_seconds)
        returning alert.*
    loop
        perform orakul.tell_of_alert(changed, 'repeated');
    end loop;
    return true;
end;
$$;

-- Acknowledge an alert that is open: 'done'; 'unchanged', where it is so already; or why
-- not, 'unknown' or 'resolved'.
create or replace function orakul.acknowledge_alert_v1(
    id bigint, reason text, until timestamptz
) returns text
language plpgsql as $$
declare
    alert orakul.alert;
begin
    select known.* into alert from orakul.alert as known
    where known.id = acknowledge_alert_v1.id and known.state <> 'pending'
    for no key update;
    if not found then
        return 'unknown';
    elsif alert.state = 'resolved' then
        return 'resolved';
    elsif alert.state = 'acknowledged' and (alert.reason, alert.until)
        is not distinct from (acknowledge_alert_v1.reason, acknowledge_alert_v1.until) then
        return 'unchanged';
    end if;
    update orakul.alert as known
    set state = 'acknowledged',
        acknowledged_at = now(),
        acknowledged_by = orakul.current_actor(),
        reason = acknowledge_alert_v1.reason,
        until = acknowledge_alert_v1.until
    where known.id = acknowledge_alert_v1.id
    returning known.* into alert;
    -- A channel that was away would break the silence when it is back.
    delete from orakul.alert_delivery as delivery
    where delivery.alert_id = acknowledge_alert_v1.id
        and delivery.sent_at is null and delivery.given_up_at is null;
    perform orakul.emit_v1('alert', 'alert_acknowledged', 'admin', null, null,
        jsonb_build_object('alert', orakul.alert_shape(alert)));
    return 'done';
end;
$$;

-- Resolve what a rule that somebody deletes or disables had found.
create or replace function orakul.retire_alerts_v1(rule bigint) returns void
language plpgsql as $$
declare
    changed orakul.alert;
begin
    delete from orakul.alert where rule_id = retire_alerts_v1.rule and state = 'pending';
    for changed in
        update orakul.alert
        set state = 'resolved', resolved_at = now()
        where rule_id = retire_alerts_v1.rule and state <> 'resolved'
        returning alert.*
    loop
        perform orakul.tell_of_alert(changed, 'resolved');
    end loop;
end;
$$;
