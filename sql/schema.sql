CREATE SCHEMA orakul;

CREATE TYPE orakul.action_outcome AS (
	id bigint,
	was text,
	obstacle text
);

CREATE TYPE orakul.attempt_end AS (
	job bigint,
	attempt integer,
	status public.procrastinate_job_status,
	retry_after double precision,
	result jsonb,
	error text,
	error_class text,
	traceback text,
	fingerprint text,
	frame text,
	error_pattern text,
	frames jsonb,
	interrupted boolean
);

CREATE DOMAIN orakul.audience AS text
	CONSTRAINT audience_check CHECK ((VALUE = ANY (ARRAY['owner'::text, 'project'::text, 'admin'::text])));

CREATE TYPE orakul.event_draft AS (
	topic text,
	name text,
	audience text,
	project_id bigint,
	owner_id bigint,
	task_id bigint,
	actor text,
	reason text,
	trace_id text,
	data json
);

CREATE FUNCTION orakul.accept_bulk_v1(action text, ids bigint[], person bigint, priority integer, reason text, at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS bigint
    LANGUAGE sql
    AS $$
    with accepted as (
        insert into orakul.bulk
            (action, priority, scheduled_at, reason, person_id, actor, total)
        values (
            accept_bulk_v1.action, accept_bulk_v1.priority, accept_bulk_v1.at,
            accept_bulk_v1.reason, accept_bulk_v1.person, orakul.current_actor(),
            cardinality(ids))
        returning id
    ),
    kept as (
        insert into orakul.bulk_chunk (bulk_id, number, ids)
        select accepted.id, chunk.number, chunk.ids
        from accepted
        cross join (
            select (place - 1) / 1000 as number, array_agg(id order by place) as ids
            from unnest(ids) with ordinality as each (id, place)
            group by 1
        ) as chunk
    )
    select id from accepted
$$;

CREATE TABLE orakul.person (
    id bigint NOT NULL,
    name text NOT NULL,
    email text,
    password_hash text,
    role text,
    is_active boolean DEFAULT true NOT NULL,
    is_bot boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT person_check CHECK (((password_hash IS NULL) OR ((email IS NOT NULL) AND (role IS NOT NULL)))),
    CONSTRAINT person_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text])))
);

CREATE FUNCTION orakul.account_shape(account orakul.person) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', account.id::text,
        'email', account.email,
        'name', account.name,
        'role', account.role,
        'is_active', account.is_active,
        'has_password', account.password_hash is not null,
        'created_at', account.created_at
    )
$$;

CREATE FUNCTION orakul.acknowledge_alert_v1(id bigint, reason text, until timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION orakul.act_on_tasks_v1(action text, ids bigint[], person bigint, priority integer, at timestamp with time zone) RETURNS SETOF orakul.action_outcome
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    outcomes orakul.action_outcome[];
    free bigint[];
begin
    perform from procrastinate_jobs as job where job.id = any (ids)
    order by job.id for no key update;
    outcomes := array(
        select each from orakul.obstacles_v1(
            act_on_tasks_v1.action, ids, act_on_tasks_v1.person, act_on_tasks_v1.priority,
            act_on_tasks_v1.at) as each);
    free := array(select each.id from unnest(outcomes) as each where each.obstacle is null);

    perform set_config('orakul.action', act_on_tasks_v1.action, true);
    case act_on_tasks_v1.action
        when 'retry' then
            update procrastinate_jobs
            set status = 'todo', abort_requested = false, scheduled_at = null, worker_id = null,
                attempts = 0
            where id = any (free);
        when 'cancel' then
            update procrastinate_jobs
            set abort_requested = true,
                status = case status when 'todo' then 'cancelled' else status end
            where id = any (free) and status in ('todo', 'doing');
        when 'run_now' then
            -- Its wait begins now, not when it was made.
            update procrastinate_jobs set scheduled_at = statement_timestamp()
            where id = any (free);
        when 'reschedule' then
            update procrastinate_jobs set scheduled_at = act_on_tasks_v1.at
            where id = any (free);
        when 'priority' then
            update procrastinate_jobs set priority = act_on_tasks_v1.priority
            where id = any (free);
    end case;
    perform set_config('orakul.action', '', true);
    if act_on_tasks_v1.action in ('retry', 'run_now') and free <> '{}' then
        perform orakul.wake_workers();
    end if;
    return query select * from unnest(outcomes);
end;
$$;

CREATE FUNCTION orakul.add_event_partition(lower_bound bigint, before date, made text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    day text := to_char(coalesce(
        orakul.day_of(orakul.time_at(lower_bound)), before - 1), 'YYYYMMDD');
begin
    if made is null then
        execute format('create table orakul.event_%s (like orakul.event including constraints)', day);
    else
        execute format('alter table orakul.%I rename to event_%s', made, day);
    end if;
    execute format(
        'alter table orakul.event attach partition orakul.event_%s for values from (%s) to (%s)',
        day, coalesce(lower_bound::text, 'minvalue'), orakul.first_position_of(before));
end;
$$;

CREATE FUNCTION orakul.admit_sign_in_v1(email text, address inet) RETURNS interval
    LANGUAGE plpgsql
    AS $$
declare
    wait interval;
begin
    if address is not null then
        wait := orakul.count_sign_in(
            'address', orakul.network_of(address)::text, 20, interval '1 hour');
    end if;
    if wait is null then
        wait := orakul.count_sign_in(
            'account', orakul.sign_in_subject(email, address), 5, interval '5 minutes');
        if wait is not null then
            perform orakul.uncount_sign_in(address);
        end if;
    end if;
    return wait;
end;
$$;

CREATE TABLE orakul.alert_channel (
    id bigint NOT NULL,
    name text NOT NULL,
    target jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_sent_at timestamp with time zone,
    last_failed_at timestamp with time zone,
    last_error text,
    last_reason jsonb,
    CONSTRAINT alert_channel_last_reason_check CHECK ((jsonb_typeof(last_reason) = 'object'::text)),
    CONSTRAINT alert_channel_target_check CHECK (((target ->> 'kind'::text) = ANY (ARRAY['webhook'::text, 'email'::text, 'telegram'::text])))
);

CREATE FUNCTION orakul.alert_channel_shape(channel orakul.alert_channel) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', channel.id::text,
        'name', channel.name,
        'target', orakul.shown_target(channel.target),
        'created_at', channel.created_at
    )
$$;

CREATE FUNCTION orakul.alert_findings(silence interval) RETURNS TABLE(rule_id bigint, subject text, value double precision, summary text, facts jsonb)
    LANGUAGE sql STABLE
    AS $$
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

CREATE TABLE orakul.alert_rule (
    id bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    task text,
    queue text,
    per text,
    share double precision,
    "least" integer,
    window_seconds integer,
    seconds integer,
    for_seconds integer DEFAULT 60 NOT NULL,
    clear_seconds integer DEFAULT 60 NOT NULL,
    repeat_seconds integer DEFAULT 3600 NOT NULL,
    severity text DEFAULT 'warning'::text NOT NULL,
    is_enabled boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT alert_rule_check CHECK (
CASE kind
    WHEN 'failure_rate'::text THEN ((num_nonnulls(per, share, "least", window_seconds) = 4) AND (seconds IS NULL))
    WHEN 'repeated_failure'::text THEN ((num_nonnulls("least", window_seconds) = 2) AND (num_nonnulls(per, share, seconds) = 0))
    WHEN 'queue_age'::text THEN ((seconds IS NOT NULL) AND (num_nonnulls(per, share, "least", window_seconds) = 0))
    WHEN 'no_worker'::text THEN (num_nonnulls(per, share, "least", window_seconds, seconds) = 0)
    WHEN 'stalled_task'::text THEN (num_nonnulls(per, share, "least", window_seconds) = 0)
    ELSE false
END),
    CONSTRAINT alert_rule_clear_seconds_check CHECK (((clear_seconds >= 0) AND (clear_seconds <= 86400))),
    CONSTRAINT alert_rule_for_seconds_check CHECK (((for_seconds >= 0) AND (for_seconds <= 86400))),
    CONSTRAINT alert_rule_least_check CHECK (("least" >= 1)),
    CONSTRAINT alert_rule_per_check CHECK ((per = ANY (ARRAY['task'::text, 'queue'::text, 'all'::text]))),
    CONSTRAINT alert_rule_repeat_seconds_check CHECK ((repeat_seconds >= 60)),
    CONSTRAINT alert_rule_seconds_check CHECK ((seconds >= 1)),
    CONSTRAINT alert_rule_severity_check CHECK ((severity = ANY (ARRAY['warning'::text, 'critical'::text]))),
    CONSTRAINT alert_rule_share_check CHECK (((share > (0)::double precision) AND (share < (1)::double precision))),
    CONSTRAINT alert_rule_window_seconds_check CHECK (((window_seconds >= 60) AND (window_seconds <= 86400)))
);

CREATE FUNCTION orakul.alert_rule_shape(rule orakul.alert_rule) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', rule.id::text,
        'name', rule.name,
        'kind', rule.kind,
        'task', rule.task,
        'queue', rule.queue,
        'per', rule.per,
        'share', rule.share,
        'least', rule.least,
        'window_seconds', rule.window_seconds,
        'seconds', rule.seconds,
        'for_seconds', rule.for_seconds,
        'clear_seconds', rule.clear_seconds,
        'repeat_seconds', rule.repeat_seconds,
        'severity', rule.severity,
        'is_enabled', rule.is_enabled,
        'channels', (
            select coalesce(jsonb_agg(channel_id::text order by channel_id), '[]')
            from orakul.alert_rule_channel
            where rule_id = rule.id),
        'created_at', rule.created_at
    )
$$;

CREATE TABLE orakul.alert (
    id bigint NOT NULL,
    rule_id bigint,
    rule text NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL,
    subject text NOT NULL,
    state text NOT NULL,
    summary text NOT NULL,
    value double precision NOT NULL,
    facts jsonb NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    held_at timestamp with time zone DEFAULT now() NOT NULL,
    cleared_at timestamp with time zone,
    opened_at timestamp with time zone,
    told_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by text,
    reason text,
    until timestamp with time zone,
    resolved_at timestamp with time zone,
    CONSTRAINT alert_check CHECK (((state = 'pending'::text) = (opened_at IS NULL))),
    CONSTRAINT alert_check1 CHECK (((state = 'resolved'::text) = (resolved_at IS NOT NULL))),
    CONSTRAINT alert_check2 CHECK (((state <> 'acknowledged'::text) OR (num_nonnulls(acknowledged_at, acknowledged_by, reason) = 3))),
    CONSTRAINT alert_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'open'::text, 'acknowledged'::text, 'resolved'::text])))
);

CREATE FUNCTION orakul.alert_shape(alert orakul.alert) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', alert.id::text,
        'rule_id', alert.rule_id::text,
        'rule', alert.rule,
        'kind', alert.kind,
        'severity', alert.severity,
        'subject', alert.subject,
        'state', alert.state,
        'summary', alert.summary,
        'value', alert.value,
        'facts', alert.facts,
        'opened_at', alert.opened_at,
        'acknowledged', case when alert.state = 'acknowledged' then jsonb_build_object(
            'at', alert.acknowledged_at,
            'actor', alert.acknowledged_by,
            'reason', alert.reason,
            'until', alert.until) end,
        'resolved_at', alert.resolved_at
    )
$$;

CREATE FUNCTION orakul.all_condition(parts jsonb, upto bigint, propose boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    query text;
    queries text[];
    ids bigint[];
    condition text;
begin
    if propose then
        queries := array(
            select proposal
            from jsonb_array_elements(parts) as part
            cross join orakul.leaf_query(part) as proposal
            where proposal is not null);
        foreach query in array queries loop
            ids := orakul.few_ids(orakul.proposed(query));
            exit when ids is not null;
        end loop;
        if ids is null and cardinality(queries) > 1 then
            ids := orakul.few_ids(orakul.proposed(
                '(' || array_to_string(queries, ') & (') || ')'));
        end if;
    end if;
    select string_agg(
        orakul.search_condition(
            part, upto, propose and ids is null and orakul.leaf_query(part) is null),
        ' and ' order by place)
    into condition
    from jsonb_array_elements(parts) with ordinality as each (part, place);
    return orakul.narrowed(coalesce(condition, 'true'), ids);
end;
$$;

CREATE FUNCTION orakul.announce_changed_tasks() RETURNS trigger
    LANGUAGE plpgsql
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
    actor text := orakul.current_actor();
    reason text := orakul.setting('reason');
    action text := orakul.setting('action');
    outcome text := orakul.setting('outcome');
    drafts orakul.event_draft[] := array(
        select row(
            'tasks',
            case
                when task.discarded_at is not null and was.discarded_at is null
                    then 'task_discarded'
                when task.progress_done is distinct from was.progress_done
                    and task.state = was.state
                    then 'task_progressed'
                else 'task_changed' end,
            'owner', task.project_id, task.owner_id, task.id, actor, reason, task.trace_id,
            -- Who acts on a task ends no attempt, so only one of these is told.
            case
                when action is not null then (told.data::jsonb || jsonb_build_object(
                    'action', action,
                    'before', orakul.steered(was),
                    'after', orakul.steered(task)))::json
                when outcome is not null then
                    (told.data::jsonb || jsonb_build_object('outcome', outcome))::json
                else told.data end
        )::orakul.event_draft
        from new_tasks as task
        join old_tasks as was on was.id = task.id
        left join lateral orakul.last_attempt(task) as last on true
        cross join lateral (
            select orakul.task_event(
                task, was.state, was.state_since,
                (select name from orakul.person where person.id = task.owner_id),
                (select slug from orakul.project where project.id = task.project_id),
                last.worker, last.wait_ms, last.run_ms) as data
            offset 0  -- so that it is made once
        ) as told
        where (task.state, task.cancelling, task.attempt, task.queue, task.priority,
                task.scheduled_at, task.progress_done, task.progress_total, task.progress_note,
                task.project_id, task.owner_id, task.state_since, task.discarded_at)
            is distinct from (was.state, was.cancelling, was.attempt, was.queue, was.priority,
                was.scheduled_at, was.progress_done, was.progress_total, was.progress_note,
                was.project_id, was.owner_id, was.state_since, was.discarded_at)
        order by task.id);
begin
    for page in 1 .. cardinality(drafts) by 1000 loop
        insert into orakul.ticket (drafts) values (drafts[page : page + 999]);
    end loop;
    return null;
end;
$$;

CREATE FUNCTION orakul.announce_new_tasks() RETURNS trigger
    LANGUAGE plpgsql
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
    actor text := orakul.current_actor();
    reason text := orakul.setting('reason');
    drafts orakul.event_draft[] := array(
        select row(
            'tasks', 'task_created', 'owner', task.project_id, task.owner_id, task.id,
            actor, reason, task.trace_id,
            orakul.task_event(
                task, null, null,
                (select name from orakul.person where person.id = task.owner_id),
                (select slug from orakul.project where project.id = task.project_id),
                null, null, null)
        )::orakul.event_draft
        from new_tasks as task
        order by task.id);
begin
    for page in 1 .. cardinality(drafts) by 1000 loop
        insert into orakul.ticket (drafts) values (drafts[page : page + 999]);
    end loop;
    return null;
end;
$$;

CREATE FUNCTION orakul.announce_rights() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    person bigint;
begin
    if tg_table_name = 'person' then
        if (new.role, new.is_active) is not distinct from (old.role, old.is_active) then
            return null;
        end if;
        person := new.id;
    elsif tg_op = 'DELETE' then
        person := old.person_id;
    elsif tg_table_name = 'api_token' then
        if new.revoked_at is not distinct from old.revoked_at then
            return null;
        end if;
        person := new.person_id;
    else
        person := new.person_id;
    end if;
    perform orakul.emit_v1('rights', 'rights_changed', 'owner', null, person,
        jsonb_build_object('person_id', person::text, 'of', tg_table_name));
    return null;
end;
$$;

CREATE FUNCTION orakul.any_word(question text, idle text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    with word as (
        select distinct word,
            word = any (orakul.cut_words(orakul.search_words(idle))) as is_idle
        from unnest(orakul.cut_words(orakul.search_words(question))) as word
    )
    select string_agg(
        '''' || word || '''' || case when length(word) > 2 then ':*' else '' end,
        ' | ')::tsquery
    from word
    where not is_idle or not exists (select from word where not is_idle)
$$;

CREATE FUNCTION orakul.arg_condition(leaf jsonb, propose boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    op text := leaf ->> 'op';
    value text := leaf ->> 'value';
    longest text := case when op = '=' then orakul.longest_word(orakul.search_words(value)) end;
    condition text := concat_ws(' and ',
        case when longest is not null then
            format('strpos(lower(task.args::text), %L) > 0', longest) end,
        format('exists (select'
            ' from orakul.arg_values(orakul.searchable_args(task), %L::text[]) as value where %s)',
            array(select jsonb_array_elements_text(leaf -> 'path')),
            case
                when op = 'known' then 'true'
                when op = 'like' then format('lower(value #>> ''{}'') like lower(%L)', value)
                when op = '=' then format('lower(value #>> ''{}'') = lower(%L)', value)
                when op in ('>', '>=', '<', '<=') then format(
                    'case jsonb_typeof(value)'
                    ' when ''number'' then value::numeric %s %L::numeric end', op, value)
            end));
begin
    return orakul.narrowed(condition, case when propose then
        orakul.few_ids(orakul.proposed(orakul.leaf_query(leaf))) end);
end;
$$;

CREATE FUNCTION orakul.arg_key(found jsonb, shows_texts boolean, shows_others boolean) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select case jsonb_typeof(found)
        when 'string' then case
            when shows_texts and not orakul.may_hold_secret(found #>> '{}')
            then to_jsonb(left(found #>> '{}', 100)) end
        when 'number' then case when shows_others and length(found::text) <= 400 then found end
        when 'boolean' then case when shows_others then found end
    end
$$;

CREATE FUNCTION orakul.arg_values(args jsonb, path text[]) RETURNS SETOF jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select value
    from jsonb_path_query(args #> path, 'lax $[*]') as value
    where jsonb_typeof(value) in ('string', 'number', 'boolean')
$_$;

CREATE FUNCTION orakul.args_words(args jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 PARALLEL SAFE
    AS $_$
begin
    -- A list of values as JSON writes it: what follows a backslash there is no letter of a word.
    return ' ' || btrim(regexp_replace(
        lower(left(
            jsonb_path_query_array(args, 'strict $.** ?
                (@.type() == "string" || @.type() == "number" || @.type() == "boolean")')::text,
            4000)),
        '(?:\\(?:u[0-9a-f]{4}|.)|[\x01-\x20!-/:-@\[\]-`{-~])+', ' ', 'g'));
end;
$_$;

CREATE TABLE orakul.atom (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    type text NOT NULL,
    title text NOT NULL,
    content text NOT NULL,
    confidence double precision NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT atom_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT atom_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200))),
    CONSTRAINT atom_type_check CHECK ((type = ANY (ARRAY['problem'::text, 'solution'::text, 'decision'::text, 'question'::text, 'insight'::text, 'pattern'::text, 'requirement'::text, 'idea'::text, 'blocker'::text, 'risk'::text])))
);

CREATE FUNCTION orakul.atom_shape(atom orakul.atom) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', atom.id::text,
        'project', (select slug from orakul.project where project.id = atom.project_id),
        'type', atom.type,
        'title', atom.title,
        'content', atom.content,
        'confidence', round(atom.confidence::numeric, 4),
        'topics', (
            select coalesce(
                jsonb_agg(jsonb_build_object('id', topic.id::text, 'name', topic.name)
                    order by topic.id),
                '[]')
            from orakul.topic_atom as linked
            join orakul.topic on topic.id = linked.topic_id
            where linked.atom_id = atom.id),
        'created_at', atom.created_at
    )
$$;

CREATE FUNCTION orakul.atoms_that(reader bigint, projects text[], search text, types text[], of_topic bigint, ids bigint[]) RETURNS SETOF orakul.atom
    LANGUAGE sql STABLE
    AS $$
    select atom.*
    from orakul.atom
    join orakul.project on project.id = atom.project_id
    where (reader is null or exists (
            select from orakul.project_member as member
            where member.project_id = project.id and member.person_id = reader))
        and (projects is null
            or project.slug = any (projects)
            or project.id::text = any (projects))
        and (search is null or strpos(lower(orakul.text_of(atom)), lower(search)) > 0)
        and (types is null or atom.type = any (types))
        and (of_topic is null or exists (
            select from orakul.topic_atom as linked
            where linked.atom_id = atom.id and linked.topic_id = of_topic))
        and (atoms_that.ids is null or atom.id = any (atoms_that.ids))
$$;

CREATE FUNCTION orakul.beat_worker_v1(worker bigint, name text, host text, pid integer, version text, queues text[], concurrency integer, schedules text[], task_names text[] DEFAULT NULL::text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    known orakul.worker;
    is_back boolean;
begin
    select * into known from orakul.worker where id = beat_worker_v1.worker for no key update;
    if known.stopped_at is not null then
        return;
    end if;
    is_back := known.id is null or known.lost_at is not null;
    if is_back then
        insert into orakul.worker as back
            (id, name, host, pid, version, queues, concurrency, schedules, task_names)
        values (
            beat_worker_v1.worker, beat_worker_v1.name, beat_worker_v1.host,
            beat_worker_v1.pid, beat_worker_v1.version, beat_worker_v1.queues,
            beat_worker_v1.concurrency, beat_worker_v1.schedules, beat_worker_v1.task_names)
        on conflict (id) do update set lost_at = null
        returning * into known;
    end if;
    insert into procrastinate_workers (id, last_heartbeat) overriding system value
    values (beat_worker_v1.worker, now())
    on conflict (id) do update set last_heartbeat = excluded.last_heartbeat;
    if is_back then
        perform set_config('orakul.actor', 'worker:' || beat_worker_v1.name, true);
        perform orakul.tell_worker('worker_returned', known, '{}');
    end if;
end;
$$;

CREATE FUNCTION orakul.beyond_age(beyond text, after_key text, after_id bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select format('(task.created_at, task.id) %s (%L::timestamptz, %s)',
        beyond, split_part(after_key, ' ', 1), after_id)
$$;

CREATE FUNCTION orakul.bulk_result_v1(bulk bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select jsonb_build_object(
        'action', bulk.action,
        'total', bulk.total,
        'done', (
            select coalesce(sum(done), 0) from orakul.bulk_chunk where bulk_id = bulk.id),
        'skipped', (
            select coalesce(jsonb_object_agg(obstacle, many), '{}')
            from (
                select key as obstacle, sum(value::bigint) as many
                from orakul.bulk_chunk
                cross join jsonb_each_text(skipped)
                where bulk_id = bulk.id
                group by key) as counted),
        'samples', (
            select coalesce(jsonb_agg(sample order by number, place), '[]')
            from (
                select number, place, sample
                from orakul.bulk_chunk
                cross join jsonb_array_elements(skipped_tasks) with ordinality as each (sample, place)
                where bulk_id = bulk.id
                order by number, place
                limit 20) as first))
    from orakul.bulk where bulk.id = bulk_result_v1.bulk
$$;

CREATE FUNCTION orakul.cancel_deleted(tasks bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    now_ timestamptz := clock_timestamp();
begin
    update orakul.task_attempt as attempt
    set finished_at = now_,
        outcome = 'cancelled',
        ended_as = 'cancelled'
    where attempt.task_id = any (tasks) and attempt.finished_at is null;

    update orakul.task
    set state = 'cancelled',
        state_since = now_,
        cancelling = false,
        finished_at = now_
    where task.id = any (tasks) and task.state in ('pending', 'in_progress');
end;
$$;

CREATE FUNCTION orakul.cancel_task_v1(task bigint) RETURNS text
    LANGUAGE sql
    AS $$
    select was from orakul.act_on_tasks_v1('cancel', array[task], null, null, null)
$$;

CREATE FUNCTION orakul.carry_out_chunk_v1(bulk bigint) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    actor text := coalesce(orakul.setting('actor'), '');
    reason text := coalesce(orakul.setting('reason'), '');
    asked orakul.bulk;
    chunk orakul.bulk_chunk;
    spared bigint[];
    outcomes orakul.action_outcome[];
begin
    select * into asked from orakul.bulk where id = carry_out_chunk_v1.bulk for no key update;
    select * into chunk from orakul.bulk_chunk
    where bulk_id = asked.id and done is null
    order by number limit 1;
    if chunk.bulk_id is null then
        return null;
    end if;

    perform set_config(
        'orakul.actor', coalesce('person:' || asked.person_id, asked.actor), true);
    perform set_config('orakul.reason', coalesce(asked.reason, ''), true);
    spared := array(
        select id from orakul.task where id = any (chunk.ids) and name = 'bulk_action');
    outcomes := array(
        select each
        from orakul.act_on_tasks_v1(
            asked.action, array(select id from unnest(chunk.ids) as id where id <> all (spared)),
            asked.person_id, asked.priority, asked.scheduled_at) as each
        union all
        select each
        from orakul.obstacles_to_many_v1(
            asked.action, spared, asked.person_id, asked.priority, asked.scheduled_at) as each);
    perform set_config('orakul.actor', actor, true);
    perform set_config('orakul.reason', reason, true);

    update orakul.bulk_chunk
    set done = (select count(*) from unnest(outcomes) as each where each.obstacle is null),
        skipped = (
            select coalesce(jsonb_object_agg(obstacle, many), '{}')
            from (
                select obstacle, count(*) as many from unnest(outcomes)
                where obstacle is not null group by obstacle) as counted),
        skipped_tasks = (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', id::text, 'state', was, 'obstacle', obstacle) order by id), '[]')
            from unnest(outcomes) where obstacle is not null)
    where bulk_id = asked.id and number = chunk.number;
    return chunk.number * 1000 + cardinality(chunk.ids);
end;
$$;

CREATE FUNCTION orakul.close_setup() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update orakul.setup set closed_at = now() where closed_at is null;
    if found then
        delete from orakul.setup_code;
    end if;
    return new;
end;
$$;

CREATE FUNCTION orakul.column_condition(leaf jsonb, past boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    column_ text := leaf ->> 'column';
    op text := leaf ->> 'op';
    value text := leaf ->> 'value';
    type text;
begin
    select each.type into strict type
    from (values
        ('id', 'bigint'), ('name', 'text'), ('queue', 'text'), ('lock', 'text'),
        ('state', 'text'), ('fingerprint', 'text'), ('trace_id', 'text'),
        ('priority', 'integer'), ('attempt', 'integer'), ('cancelling', 'boolean'),
        ('created_at', 'timestamptz'), ('scheduled_at', 'timestamptz'),
        ('started_at', 'timestamptz'), ('finished_at', 'timestamptz'),
        ('error', 'text'), ('result', 'text'), ('owner_id', 'bigint'), ('project_id', 'bigint'),
        ('discarded_at', 'timestamptz')
    ) as each (name, type)
    where each.name = column_;
    return case
        when op = 'known' then format('task.%I is not null', column_)
        when op = 'like' and column_ in ('name', 'queue') and not past then
            format('task.%I = any (%L::text[])', column_, array(
                select known
                from (
                    select orakul.task_names() where column_ = 'name'
                    union all
                    select orakul.task_queues() where column_ = 'queue') as each (known)
                where lower(known) like lower(value)))
        when op = 'like' then format('lower(task.%I) like lower(%L)', column_, value)
        when op in ('=', '>', '>=', '<', '<=') then format('(%s)', concat_ws(' and ',
            format('task.%I %s %L::%s', column_, op, value, type),
            case when column_ in ('started_at', 'finished_at') then orakul.made_by(op, value) end))
    end;
end;
$$;

CREATE FUNCTION orakul.count_due_bulk() RETURNS integer
    LANGUAGE sql STABLE
    AS $$
    select count(*)::integer
    from procrastinate_jobs as job
    where job.status = 'todo' and job.priority >= 1000000 and job.task_name = 'bulk_action'
        and (job.scheduled_at is null or job.scheduled_at <= now())
$$;

CREATE FUNCTION orakul.count_messages_v1(reader bigint, project text, search text, author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], most integer) RETURNS TABLE(classification text, counted bigint)
    LANGUAGE plpgsql
    AS $_$
declare
    dearest constant double precision := 30000;  -- of the planner's units: a part of a second
    listed constant text := 'select from orakul.messages_that($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';
    bounded constant text := format('select count(*) from (%s limit $11) as found', listed);
    classes text[];
    plan json;
begin
    foreach classification in array array['all', 'signal', 'weak_signal', 'noise'] loop
        classes := case when classification <> 'all' then array[classification] end;
        execute 'explain (format json) ' || case when search is null then bounded else listed end
            into plan
            using reader, project, search, classes, author, since, until, ids, chats, topics, most;
        counted := null;
        if (plan #>> '{0,Plan,Total Cost}')::double precision <= dearest then
            execute bounded into counted
                using reader, project, search, classes, author, since, until, ids, chats,
                    topics, most;
        end if;
        return next;
    end loop;
end;
$_$;

CREATE FUNCTION orakul.count_sign_in(kind text, subject text, free integer, longest interval) RETURNS interval
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    opens_at timestamptz;
begin
    insert into orakul.sign_in_count as known (kind, subject, tries, tried_at, open_at)
    values (
        count_sign_in.kind, count_sign_in.subject, 1, clock_timestamp(), clock_timestamp())
    on conflict (kind, subject) do update
    set (tries, tried_at, open_at) = (
        select
            counted.tries,
            clock_timestamp(),
            clock_timestamp() + case
                when counted.tries < count_sign_in.free then interval '0'
                else least(
                    count_sign_in.longest,
                    interval '1 second' * power(2, least(counted.tries - free, 30)))
            end
        from (
            select case
                when known.tried_at < clock_timestamp() - interval '1 day' then 1
                else known.tries + 1
            end as tries
        ) as counted
    )
    where known.open_at <= clock_timestamp();
    if found then
        return null;
    end if;
    select open_at into opens_at
    from orakul.sign_in_count as known
    where known.kind = count_sign_in.kind and known.subject = count_sign_in.subject;
    return greatest(opens_at - clock_timestamp(), interval '1 second');
end;
$$;

CREATE FUNCTION orakul.count_tasks_v1(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, most integer) RETURNS TABLE(counted bigint, is_exact boolean, estimate bigint)
    LANGUAGE plpgsql
    AS $$
declare
    dearest constant double precision := 30000;  -- of the planner's units: a part of a second
    sampled constant double precision := 1000;  -- tasks
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, null);
    bounded text := format('select count(*) from (select from orakul.task where %s limit %s) as found',
        condition, most + 1);
    plan json;
    there double precision := (
        -- Of a table that nobody has analysed the size tells roughly.
        select case when reltuples > 0 then reltuples else 1 + pg_relation_size(oid) / 1000 end
        from pg_class where oid = 'orakul.task'::regclass);
begin
    execute 'explain (format json) ' || bounded into plan;
    if (plan #>> '{0,Plan,Total Cost}')::double precision <= dearest then
        execute bounded into counted;
    end if;
    is_exact := coalesce(counted <= most, false);
    -- Not least(), which makes *most* of null.
    counted := case when is_exact then counted when counted is not null then most end;
    if is_exact then
        estimate := counted;
    else
        execute format(
            'select count(*) filter (where %s) / greatest(count(*), 1)::double precision * %s'
            ' from orakul.task tablesample system (%s) repeatable (0)',
            condition, there, least(100, 100 * sampled / there)) into estimate;
        estimate := greatest(estimate, counted);
    end if;
    return next;
end;
$$;

CREATE FUNCTION orakul.counted(many bigint, noun text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select format('%s %s%s', many, noun, case when many <> 1 then 's' end)
$$;

CREATE FUNCTION orakul.current_actor() RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select coalesce(orakul.setting('actor'), 'database:' || session_user)
$$;

CREATE FUNCTION orakul.current_trace_id() RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select substr(orakul.setting('traceparent'), 4, 32)
$$;

CREATE FUNCTION orakul.cut_arg(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case
        when length(value::text) <= 500 then value
        when jsonb_typeof(value) = 'string' and not orakul.may_hold_secret(value #>> '{}')
            then to_jsonb(left(value #>> '{}', 500) || '…')
        else '"…"' end
$$;

CREATE FUNCTION orakul.cut_words(words text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
begin
    if octet_length(words) > 2000 then
        words := regexp_replace(words, '([^ ]{100})[^ ]+', '\1', 'g');
    end if;
    return array_remove(string_to_array(ltrim(words), ' '), '');
end;
$$;

CREATE FUNCTION orakul.day_of(moment timestamp with time zone) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
    select (moment at time zone 'UTC')::date
$$;

CREATE FUNCTION orakul.declare_schedules_v1(declared jsonb, silence interval) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(hashtext('orakul.schedule'));
    insert into orakul.schedule
        (task, periodic_id, queue, cron, args, priority, lock, queueing_lock)
    select task, periodic_id, queue, cron, args, priority, lock, queueing_lock
    from jsonb_to_recordset(declared) as given (
        task text, periodic_id text, queue text, cron text, args jsonb, priority integer,
        lock text, queueing_lock text)
    order by task, periodic_id
    on conflict (task, periodic_id) do update
    set queue = excluded.queue,
        cron = excluded.cron,
        args = excluded.args,
        priority = excluded.priority,
        lock = excluded.lock,
        queueing_lock = excluded.queueing_lock,
        -- By another clock nothing is late yet.
        dealt_until = case when schedule.cron = excluded.cron
            then schedule.dealt_until else now() end
    where (schedule.queue, schedule.cron, schedule.args, schedule.priority, schedule.lock,
            schedule.queueing_lock)
        is distinct from (excluded.queue, excluded.cron, excluded.args, excluded.priority,
            excluded.lock, excluded.queueing_lock);

    delete from orakul.schedule
    where paused_at is null
        and not exists (
            select from jsonb_to_recordset(declared) as given (task text, periodic_id text)
            where given.task = schedule.task and given.periodic_id = schedule.periodic_id)
        and not exists (select from orakul.declaring_workers(schedule.name, silence));
end;
$$;

CREATE TABLE orakul.task_kind (
    name text NOT NULL,
    max_attempts integer NOT NULL,
    arguments jsonb,
    secrets text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT task_kind_max_attempts_check CHECK ((max_attempts > 0))
);

CREATE FUNCTION orakul.declared_args(kind orakul.task_kind) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select array(select jsonb_object_keys(case
        when jsonb_typeof(kind.arguments -> 'properties') = 'object'
            then kind.arguments -> 'properties' else '{}' end))
$$;

CREATE TABLE orakul.worker (
    id bigint NOT NULL,
    name text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    queues text[],
    host text,
    pid integer,
    version text,
    concurrency integer,
    schedules text[] DEFAULT '{}'::text[] NOT NULL,
    heartbeat_at timestamp with time zone,
    draining_at timestamp with time zone,
    stopped_at timestamp with time zone,
    lost_at timestamp with time zone,
    taken_up bigint DEFAULT 0 NOT NULL,
    task_names text[]
);

CREATE FUNCTION orakul.declaring_workers(schedule text, silence interval) RETURNS SETOF orakul.worker
    LANGUAGE sql STABLE
    AS $$
    select worker.*
    from orakul.living_workers(silence) as worker
    where declaring_workers.schedule = any (worker.schedules)
$$;

CREATE TABLE orakul.task (
    id bigint NOT NULL,
    name text NOT NULL,
    queue text NOT NULL,
    state text NOT NULL,
    state_since timestamp with time zone NOT NULL,
    cancelling boolean DEFAULT false NOT NULL,
    priority integer NOT NULL,
    lock text,
    args jsonb NOT NULL,
    owner_id bigint,
    project_id bigint,
    parent_id bigint,
    root_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    scheduled_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    max_attempts integer,
    progress_done bigint,
    progress_total bigint,
    progress_note text,
    error text,
    result jsonb,
    traceparent text NOT NULL,
    trace_id text GENERATED ALWAYS AS (substr(traceparent, 4, 32)) STORED NOT NULL,
    retry_of bigint,
    progress_attempt integer,
    progress_from bigint,
    progress_eta integer,
    fingerprint text DEFAULT 'unknown'::text NOT NULL,
    discarded_at timestamp with time zone,
    discarded_by text,
    discard_reason text,
    CONSTRAINT task_discarded CHECK ((((discarded_at IS NULL) = (discarded_by IS NULL)) AND ((discarded_at IS NULL) = (discard_reason IS NULL)) AND ((discarded_at IS NULL) OR (state = 'failed'::text)))),
    CONSTRAINT task_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'in_progress'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE FUNCTION orakul.defer_edited(old orakul.task, job public.procrastinate_jobs, args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET "TimeZone" TO 'UTC'
    AS $$
declare
    successor bigint;
begin
    perform
        set_config('orakul.owner_id', coalesce(old.owner_id::text, ''), true),
        set_config('orakul.project_id', coalesce(old.project_id::text, ''), true),
        set_config('orakul.task_id', '', true),
        set_config('orakul.retry_of', old.id::text, true);
    successor := (procrastinate_defer_jobs_v1(array[
        row(old.queue, old.name, old.priority, old.lock, job.queueing_lock, args, null)
            ::procrastinate_job_to_defer_v1]))[1];
    perform set_config('orakul.retry_of', '', true);

    -- The old one is as it was, but its history tells. Arguments stand with the tasks; the
    -- log has the names of those that differ.
    insert into orakul.ticket
        (topic, name, audience, project_id, owner_id, task_id, actor, reason, trace_id, data)
    select
        'tasks', 'task_changed', 'owner', old.project_id, old.owner_id, old.id,
        orakul.current_actor(), orakul.setting('reason'), old.trace_id,
        orakul.task_event(old, old.state, old.state_since,
            (select name from orakul.person where person.id = old.owner_id),
            (select slug from orakul.project where project.id = old.project_id),
            last.worker, last.wait_ms, last.run_ms)::jsonb
        || jsonb_build_object(
            'action', 'retry_edited',
            'before', jsonb_build_object('retried_as', null),
            'after', jsonb_build_object(
                'retried_as', successor::text,
                'changed', orakul.keys_that_differ(old.args, args)))
    from (values (true)) as this
    left join orakul.last_attempt(old) as last on true;
    return successor;
end;
$$;

CREATE FUNCTION orakul.drain_worker_v1(worker bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    draining orakul.worker;
begin
    update orakul.worker set draining_at = clock_timestamp()
    where id = drain_worker_v1.worker and draining_at is null and stopped_at is null
    returning * into draining;
    if found then
        perform set_config('orakul.actor', 'worker:' || draining.name, true);
        perform orakul.tell_worker('worker_draining', draining, jsonb_build_object('tasks', (
            select count(*) from procrastinate_jobs as job
            where job.worker_id = draining.id and job.status = 'doing')));
    end if;
end;
$$;

CREATE FUNCTION orakul.draw_positions() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
declare
    many integer := coalesce(cardinality(new.drafts), 1);
    random_tag text := lpad(to_hex((random() * 16777215)::integer), 6, '0');
    done boolean;
begin
    if current_setting('synchronous_commit') = 'off' then
        done := set_config('synchronous_commit', 'on', true) is null;
    end if;
    delete from orakul.ticket where ctid = new.ctid;
    done := pg_notify('oracle_channel', '') is null;
    if new.drafts is null then
        insert into orakul.event
            (position, tag, at, topic, name, audience, project_id, owner_id, task_id,
             actor, reason, trace_id, data)
        select
            drawn, random_tag, orakul.time_at(drawn), new.topic, new.name, new.audience,
            new.project_id, new.owner_id, new.task_id, new.actor, new.reason, new.trace_id,
            new.data
        from (
            select case
                when pg_advisory_xact_lock(hashtext('orakul.event_position')) is null then null
                else setval('orakul.event_position', 1 + greatest(
                    pg_sequence_last_value('orakul.event_position'),
                    orakul.position_at(clock_timestamp()) - 1))
            end as drawn
        ) as draw;
    else
        with draw as materialized (
            select case
                when pg_advisory_xact_lock(hashtext('orakul.event_position')) is null then null
                else setval('orakul.event_position', many + greatest(
                    pg_sequence_last_value('orakul.event_position'),
                    orakul.position_at(clock_timestamp()) - 1))
            end - many as before
        )
        insert into orakul.event
            (position, tag, at, topic, name, audience, project_id, owner_id, task_id,
             actor, reason, trace_id, data)
        select
            before + number, lpad(to_hex((random() * 16777215)::integer), 6, '0'),
            orakul.time_at(before + number), draft.topic, draft.name, draft.audience,
            draft.project_id, draft.owner_id, draft.task_id, draft.actor, draft.reason,
            draft.trace_id, draft.data
        from draw
        cross join unnest(new.drafts) with ordinality as draft (
            topic, name, audience, project_id, owner_id, task_id, actor, reason, trace_id,
            data, number);
    end if;
    return null;
end;
$$;

CREATE FUNCTION orakul.drop_event_partition_v1(partition text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    newest bigint;
begin
    perform orakul.lock_event_log();
    if partition not in (select name from orakul.event_partitions_v1()) then
        return false;
    end if;
    execute format('select max(position) from orakul.%I', partition) into newest;
    update orakul.event_horizon set pruned_upto = greatest(pruned_upto, newest);
    execute format('drop table orakul.%I', partition);
    return true;
end;
$$;

CREATE FUNCTION orakul.due_at(task orakul.task) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select case when task.state = 'pending'
        then greatest(task.state_since, task.scheduled_at) end
$$;

CREATE FUNCTION orakul.duration_bounds() RETURNS double precision[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select array[
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 'Infinity'
    ]::double precision[]
$$;

CREATE FUNCTION orakul.emit_v1(topic text, name text, audience text, project_id bigint, owner_id bigint, data jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.ticket
        (topic, name, audience, project_id, owner_id, task_id, actor, reason, trace_id, data)
    values (
        emit_v1.topic, emit_v1.name, emit_v1.audience, emit_v1.project_id, emit_v1.owner_id,
        orakul.setting('task_id')::bigint, orakul.current_actor(), orakul.setting('reason'),
        orakul.current_trace_id(), emit_v1.data);
end;
$$;

CREATE FUNCTION orakul.end_attempts_v1(ends jsonb, patient boolean, actor text) RETURNS TABLE(job bigint, ended boolean)
    LANGUAGE plpgsql ROWS 10
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
declare
    given orakul.attempt_end[] := array(
        select each from jsonb_populate_recordset(null::orakul.attempt_end, ends) as each);
    ids bigint[] := array(select each.job from unnest(given) as each);
    locked bigint[];
    kept orakul.attempt_end[];
begin
    perform set_config('orakul.actor', actor, true);
    if patient then
        perform from procrastinate_jobs where id = any (ids) order by id for no key update;
        perform from orakul.task where id = any (ids) order by id for no key update;
    end if;
    select
        coalesce(array_agg((held.each_).job), '{}'),
        coalesce(array_agg(held.each_) filter (where held.is_current), '{}')
    into locked, kept
    from (
        select
            each as each_,
            task.attempt = each.attempt and task.state = 'in_progress' as is_current
        from unnest(given) as each
        join procrastinate_jobs as job on job.id = each.job
        join orakul.task on task.id = each.job
        where job.id = any (ids) and task.id = any (ids)
        order by job.id
        for no key update of job, task skip locked
    ) as held;
    -- Most tasks return nothing, and the triggers of a change of nothing cost, too.
    if exists (select from unnest(kept) where result is not null or error is not null) then
        perform orakul.store_outcomes(kept);
    end if;
    perform orakul.finish_jobs(kept);
    perform orakul.requeue_jobs(kept);
    return query select each.job, true from unnest(kept) as each;
    if cardinality(kept) < cardinality(given) then
        return query
            select id, case when patient or id = any (locked) then false end
            from (
                select unnest(ids)
                except
                select each.job from unnest(kept) as each
            ) as other (id);
    end if;
end;
$$;

CREATE FUNCTION orakul.end_experiment_v1(experiment bigint, state text, error text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    ended orakul.experiment;
begin
    update orakul.experiment
    set state = end_experiment_v1.state,
        error = end_experiment_v1.error,
        finished_at = clock_timestamp()
    where experiment.id = end_experiment_v1.experiment
        and experiment.state in ('pending', 'running')
    returning * into ended;
    if ended.id is null then
        return false;
    end if;
    perform orakul.emit_v1(
        'experiments', 'experiment_' || ended.state, 'project', ended.project_id, null,
        jsonb_build_object(
            'experiment_id', ended.id::text, 'experiment', orakul.experiment_shape(ended)));
    return true;
end;
$$;

CREATE FUNCTION orakul.end_pauses_v1() RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    actor text := coalesce(orakul.setting('actor'), '');
    reason text := coalesce(orakul.setting('reason'), '');
    ended record;
    many integer := 0;
begin
    for ended in
        delete from orakul.pause
        where id in (
            select pause.id from orakul.pause
            where pause.resume_at <= statement_timestamp()
            order by pause.id
            for update skip locked)
        returning pause as it
    loop
        perform set_config('orakul.actor', 'system', true);
        perform set_config('orakul.reason', 'its time had come', true);
        perform orakul.tell_resumed(ended.it);
        many := many + 1;
    end loop;
    if many > 0 then
        perform set_config('orakul.actor', actor, true);
        perform set_config('orakul.reason', reason, true);
        perform orakul.wake_workers();
    end if;
    return many;
end;
$$;

CREATE FUNCTION orakul.ended_condition(bounds jsonb, upto bigint, propose boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    last text;
    earlier text;
    made text;
    ids bigint[];
begin
    select
        string_agg(orakul.made_by(sign, at), ' and '),
        string_agg(format('task.finished_at %s %L::timestamptz', sign, at), ' and '),
        'select earlier.task_id from orakul.earlier_end as earlier where '
            || string_agg(format('earlier.finished_at %s %L::timestamptz', sign, at), ' and ')
    into made, last, earlier
    from jsonb_array_elements(bounds) as bound
    cross join lateral (select bound ->> 0 as sign, bound ->> 1 as at) as each
    where sign in ('=', '>', '>=', '<', '<=');
    if upto is not null then
        earlier := earlier || ' and earlier.task_id = task.id and earlier.number'
            ' <= task.attempt - (task.state = ''in_progress'')::integer'
            ' and earlier.position <= ' || upto;
    elsif propose then
        ids := orakul.few_ids(format(
            'select id as task_id from orakul.task where %s union all %s', last, earlier));
    end if;
    return case
        when ids is not null then format('task.id = any (%L::bigint[])', ids)
        else concat_ws(' and ', made, format('(%s or task.id in (%s))', last, earlier)) end;
end;
$$;

CREATE FUNCTION orakul.evaluate_alerts_v1(silence interval, every interval) RETURNS boolean
    LANGUAGE plpgsql
    SET "TimeZone" TO 'UTC'
    AS $$
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

CREATE FUNCTION orakul.event_partitions_v1() RETURNS TABLE(name text, lower_bound bigint, upper_bound bigint)
    LANGUAGE sql STABLE
    AS $_$
    select
        relname,
        (regexp_match(bound, $re$FROM \('(\d+)'\)$re$))[1]::bigint as lower_bound,
        (regexp_match(bound, $re$TO \('(\d+)'\)$re$))[1]::bigint
    from pg_inherits
    join pg_class on pg_class.oid = inhrelid
    cross join pg_get_expr(relpartbound, pg_class.oid) as bounds (bound)
    where inhparent = 'orakul.event'::regclass
    order by lower_bound nulls first
$_$;

CREATE TABLE orakul.experiment (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    again_of bigint,
    state text DEFAULT 'pending'::text NOT NULL,
    items integer NOT NULL,
    classified integer DEFAULT 0 NOT NULL,
    correct integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    engine text,
    model text,
    input_tokens bigint DEFAULT 0 NOT NULL,
    output_tokens bigint DEFAULT 0 NOT NULL,
    cost numeric(14,8) DEFAULT 0 NOT NULL,
    metrics jsonb,
    error text,
    task_id bigint,
    trace_id text,
    created_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT experiment_check CHECK ((LEAST(classified, correct, failed) >= 0)),
    CONSTRAINT experiment_check1 CHECK ((((classified + failed) <= items) AND (correct <= classified))),
    CONSTRAINT experiment_check2 CHECK (((source = 'again'::text) = (again_of IS NOT NULL))),
    CONSTRAINT experiment_check3 CHECK (((state = 'completed'::text) = (metrics IS NOT NULL))),
    CONSTRAINT experiment_check4 CHECK (((state <> 'completed'::text) OR ((classified > 0) AND ((classified + failed) = items)))),
    CONSTRAINT experiment_check5 CHECK (((state = ANY (ARRAY['failed'::text, 'cancelled'::text])) = (error IS NOT NULL))),
    CONSTRAINT experiment_check6 CHECK (((state = ANY (ARRAY['pending'::text, 'running'::text])) = (finished_at IS NULL))),
    CONSTRAINT experiment_check7 CHECK (((state <> ALL (ARRAY['running'::text, 'completed'::text])) OR (started_at IS NOT NULL))),
    CONSTRAINT experiment_items_check CHECK ((items > 0)),
    CONSTRAINT experiment_name_check CHECK (((name = btrim(name)) AND ((char_length(name) >= 1) AND (char_length(name) <= 100)))),
    CONSTRAINT experiment_source_check CHECK ((source = ANY (ARRAY['given'::text, 'topics'::text, 'again'::text]))),
    CONSTRAINT experiment_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE FUNCTION orakul.experiment_detail(experiment orakul.experiment) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select orakul.experiment_shape(experiment) || jsonb_build_object(
        'labels', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object('name', label.name, 'description', label.description)
                    order by label.place),
                '[]')
            from orakul.experiment_label as label
            where label.experiment_id = experiment.id),
        'classes', coalesce(experiment.metrics -> 'classes', '[]'),
        'confusion', coalesce(experiment.metrics -> 'confusion', '[]')
    )
$$;

CREATE TABLE orakul.experiment_item (
    experiment_id bigint NOT NULL,
    number integer NOT NULL,
    message_id bigint,
    text text NOT NULL,
    expected text NOT NULL,
    predicted text,
    confidence double precision,
    reasoning text,
    error text,
    seconds double precision,
    reasons jsonb,
    CONSTRAINT experiment_item_check CHECK (((predicted IS NULL) OR (error IS NULL))),
    CONSTRAINT experiment_item_check1 CHECK (((predicted IS NULL) = (confidence IS NULL))),
    CONSTRAINT experiment_item_check2 CHECK (((predicted IS NULL) = (reasoning IS NULL))),
    CONSTRAINT experiment_item_check3 CHECK ((((predicted IS NULL) AND (error IS NULL)) = (seconds IS NULL))),
    CONSTRAINT experiment_item_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT experiment_item_number_check CHECK ((number > 0)),
    CONSTRAINT experiment_item_reasons_check CHECK ((jsonb_typeof(reasons) = 'array'::text)),
    CONSTRAINT experiment_item_seconds_check CHECK ((seconds >= (0)::double precision)),
    CONSTRAINT experiment_item_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 8000)))
);

CREATE FUNCTION orakul.experiment_item_shape(item orakul.experiment_item) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    select jsonb_build_object(
        'number', item.number,
        'message_id', item.message_id::text,
        'text', item.text,
        'expected', item.expected,
        'predicted', item.predicted,
        'confidence', round(item.confidence::numeric, 4),
        'reasoning', item.reasoning,
        'reasons', item.reasons,
        'error', item.error,
        'seconds', round(item.seconds::numeric, 6)
    )
$$;

CREATE FUNCTION orakul.experiment_shape(experiment orakul.experiment) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', experiment.id::text,
        'project', (
            select slug from orakul.project where project.id = experiment.project_id),
        'name', experiment.name,
        'source', experiment.source,
        'again_of', experiment.again_of::text,
        'state', experiment.state,
        'counts', jsonb_build_object(
            'items', experiment.items,
            'classified', experiment.classified,
            'correct', experiment.correct,
            'failed', experiment.failed),
        'eta_seconds', case when experiment.state = 'running' then (
            select task.progress_eta from orakul.task where task.id = experiment.task_id) end,
        'engine', experiment.engine,
        'model', experiment.model,
        'tokens', jsonb_build_object(
            'input', experiment.input_tokens, 'output', experiment.output_tokens),
        'cost', experiment.cost::double precision,
        'metrics', experiment.metrics - 'classes' - 'confusion',
        'error', experiment.error,
        'task_id', experiment.task_id::text,
        'trace_id', experiment.trace_id,
        'created_by', orakul.person_shape(experiment.created_by),
        'created_at', experiment.created_at,
        'started_at', experiment.started_at,
        'finished_at', experiment.finished_at
    )
$$;

CREATE FUNCTION orakul.expired_event_partitions_v1(moment timestamp with time zone) RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
    select name
    from orakul.event_partitions_v1()
    where upper_bound <= orakul.position_at(moment)
    order by upper_bound
$$;

CREATE TABLE orakul.extraction (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    task_id bigint,
    trigger text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    message_ids bigint[] NOT NULL,
    topics integer DEFAULT 0 NOT NULL,
    atoms integer DEFAULT 0 NOT NULL,
    engine text,
    model text,
    input_tokens bigint DEFAULT 0 NOT NULL,
    output_tokens bigint DEFAULT 0 NOT NULL,
    cost numeric(14,8) DEFAULT 0 NOT NULL,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT extraction_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'completed'::text, 'failed'::text]))),
    CONSTRAINT extraction_trigger_check CHECK ((trigger = ANY (ARRAY['auto'::text, 'manual'::text, 'import'::text])))
);

CREATE FUNCTION orakul.extraction_shape(extraction orakul.extraction) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', extraction.id::text,
        'project', (select slug from orakul.project where project.id = extraction.project_id),
        'trigger', extraction.trigger,
        'state', extraction.state,
        'messages', cardinality(extraction.message_ids),
        'topics', extraction.topics,
        'atoms', extraction.atoms,
        'engine', extraction.engine,
        'model', extraction.model,
        'error', extraction.error,
        'task_id', extraction.task_id::text,
        'created_at', extraction.created_at,
        'started_at', extraction.started_at,
        'finished_at', extraction.finished_at
    )
$$;

CREATE FUNCTION orakul.fail_extraction_v1(extraction bigint, error text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    failed orakul.extraction;
begin
    update orakul.extraction
    set state = 'failed',
        error = fail_extraction_v1.error,
        finished_at = clock_timestamp()
    where extraction.id = fail_extraction_v1.extraction and state in ('pending', 'running')
    returning * into failed;
    if failed.id is null then
        return false;
    end if;
    update orakul.message
    set extraction_id = null
    where id in (
        select message.id from orakul.message
        where extraction_id = failed.id order by message.id for no key update);
    perform orakul.emit_v1(
        'knowledge_extraction', 'knowledge.extraction_failed', 'project', failed.project_id, null,
        jsonb_build_object(
            'extraction_id', failed.id::text,
            'extraction', orakul.extraction_shape(failed)));
    return true;
end;
$$;

CREATE FUNCTION orakul.fail_run_v1(run bigint, error text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    ended orakul.run;
begin
    update orakul.run
    set state = case state when 'running' then 'failed' else 'cancelled' end,
        error_log = error_log || jsonb_build_object(
            'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'error', fail_run_v1.error)
    where run.id = fail_run_v1.run and state in ('pending', 'running')
    returning * into ended;
    if ended.id is null then
        return false;
    end if;
    perform orakul.emit_v1(
        'analysis_runs', 'run_' || ended.state, 'project', ended.project_id, null,
        jsonb_build_object('run_id', ended.id::text, 'run', orakul.run_shape(ended)));
    return true;
end;
$$;

CREATE FUNCTION orakul.fetch_jobs_v1(queues text[], worker bigint, most integer) RETURNS TABLE(id bigint, status public.procrastinate_job_status, task_name character varying, priority integer, lock text, queueing_lock text, args jsonb, scheduled_at timestamp with time zone, queue_name character varying, attempts integer, worker_id bigint, attempt integer, owner_id bigint, project_id bigint, traceparent text)
    LANGUAGE plpgsql ROWS 10
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
declare
    claimed bigint[];
    knows text[];
    is_held boolean;
    done boolean;
begin
    -- Whoever pauses waits until this claim is committed, or this one until the pause is. What
    -- this statement did not see of a pause, the one that locks sees.
    select
        known.task_names,
        set_config('orakul.actor',
            'worker:' || coalesce(known.name, asking.worker::text, '?'), true) is null,
        pg_advisory_xact_lock_shared(hashtext('orakul.pause')) is null,
        exists (select from orakul.pauses_of(null, null))
    into knows, done, done, is_held
    from (values (fetch_jobs_v1.worker)) as asking (worker)
    left join orakul.worker as known on known.id = asking.worker;
    -- What holds a task of no name in no queue holds all but bulk actions: nobody need look at each.
    if is_held then
        most := least(most, orakul.count_due_bulk());
    end if;
    claimed := orakul.lock_next_jobs(queues, knows, most);
    -- Workers look more often than they find: the triggers of a change of nothing cost, too.
    if claimed = '{}' then
        return;
    end if;
    -- The triggers count the attempt once all is updated: here it is the one before.
    return query
        with taken as (
            update procrastinate_jobs as job
            set status = 'doing', worker_id = fetch_jobs_v1.worker
            where job.id = any (claimed)
            returning
                job.id, job.status, job.task_name, job.priority, job.lock, job.queueing_lock,
                job.args, job.scheduled_at, job.queue_name, job.attempts, job.worker_id
        )
        select taken.*, task.attempt + 1, task.owner_id, task.project_id, task.traceparent
        from taken
        cross join lateral (
            select attempt, owner_id, project_id, traceparent
            from orakul.task
            where task.id = taken.id
            offset 0  -- so that each is looked up, whatever there was when this was planned
        ) as task
        order by taken.priority desc, taken.id;
end;
$$;

CREATE FUNCTION orakul.few_ids(statement text) RETURNS bigint[]
    LANGUAGE plpgsql STABLE STRICT
    AS $$
declare
    most constant integer := 10000;
    ids bigint[];
begin
    execute format('select array(select task_id from (%s) as found limit %s)',
        statement, most + 1) into ids;
    return case when cardinality(ids) <= most then ids end;
end;
$$;

CREATE FUNCTION orakul.fingerprint_of(error_class text, message text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select left(encode(sha256(convert_to(
        concat_ws(E'\n', error_class, '', message), 'UTF8')), 'hex'), 16)
$$;

CREATE FUNCTION orakul.finish_jobs(ends orakul.attempt_end[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    unlocked boolean;
begin
    with finished as (
        update procrastinate_jobs as job
        set status = case when each.status = 'failed' and job.abort_requested then 'aborted'
                else each.status end,
            abort_requested = false,
            attempts = job.attempts + 1,
            worker_id = null
        from unnest(ends) as each
        where job.id = any (array(select every.job from unnest(ends) as every))
            and job.id = each.job and each.status is not null
        returning job.lock
    )
    select bool_or(lock is not null) into unlocked from finished;
    if unlocked then
        perform orakul.wake_workers();
    end if;
end;
$$;

CREATE FUNCTION orakul.first_position_of(day date) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$
    select orakul.position_at(day::timestamp at time zone 'UTC')
$$;

CREATE FUNCTION orakul.forget_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    delete from orakul.task_search where task_id in (select id from old_tasks);
    return null;
end;
$$;

CREATE FUNCTION orakul.forget_workers_v1(silence interval) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
declare
    locked bigint[];
    forgotten bigint[];
begin
    perform orakul.rescue_jobs_v1(silence);
    locked := array(
        select worker.id
        from orakul.worker
        left join procrastinate_workers as process on process.id = worker.id
        where coalesce(process.last_heartbeat, worker.stopped_at, worker.heartbeat_at)
            < now() - silence
        order by worker.id
        for update of worker skip locked);
    with gone as (
        delete from procrastinate_workers as process
        where process.last_heartbeat < now() - silence
            and (process.id = any (locked)
                or not exists (select from orakul.worker where worker.id = process.id))
        returning process.id
    )
    select coalesce(array_agg(id), '{}') into forgotten from gone;
    delete from orakul.worker where id = any (locked);
    return forgotten;
end;
$$;

CREATE FUNCTION orakul.free_queueing_lock(job public.procrastinate_jobs) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case when not orakul.waits_under(job.queueing_lock) then job.queueing_lock end
$$;

CREATE FUNCTION orakul.fused(one bigint[], other bigint[]) RETURNS TABLE(id bigint, score double precision)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select ranked.id, sum(1 / (60 + ranked.place::double precision))
    from (
        select * from unnest(one) with ordinality
        union all
        select * from unnest(other) with ordinality
    ) as ranked (id, place)
    group by ranked.id
$$;

CREATE FUNCTION orakul.give_back_jobs(ids bigint[], why text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if ids = '{}' then
        return;
    end if;
    perform set_config('orakul.reason', why, true);
    perform set_config('orakul.outcome', 'unbegun', true);
    update procrastinate_jobs as job
    set status = case when abort_requested then 'cancelled' else 'todo' end
            ::procrastinate_job_status,
        abort_requested = false,
        worker_id = null,
        queueing_lock = orakul.free_queueing_lock(job)
    where id = any (ids);
    perform set_config('orakul.outcome', '', true);
    perform orakul.wake_workers();
end;
$$;

CREATE FUNCTION orakul.guard_administrators() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(hashtext('orakul.administrators'));
    if not exists (select from orakul.person where role = 'admin' and is_active) then
        raise exception 'there would be no active administrator left'
            using errcode = 'check_violation', constraint = 'last_administrator';
    end if;
    return null;
end;
$$;

CREATE FUNCTION orakul.guard_periodic_defer() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    due timestamptz := to_timestamp(new.defer_timestamp);
    known orakul.schedule;
begin
    select * into known from orakul.schedule
    where task = new.task_name and periodic_id = new.periodic_id for no key update;
    if due <= known.dealt_until then
        return null;
    end if;
    update orakul.schedule set dealt_until = due where name = known.name;
    if known.paused_at is not null then
        return null;
    end if;
    if orakul.setting('actor') is null then
        perform set_config('orakul.actor', 'schedule:' || coalesce(known.name, new.task_name), true);
    end if;
    return new;
end;
$$;

CREATE FUNCTION orakul.holders_of(lock text, priority integer, job bigint) RETURNS SETOF public.procrastinate_jobs
    LANGUAGE sql STABLE
    AS $$
    select other.*
    from procrastinate_jobs as other
    where other.lock = holders_of.lock
        and (other.status = 'doing'
            or (other.status = 'todo'
                and (other.priority > holders_of.priority
                    or (other.priority = holders_of.priority and other.id < holders_of.job))))
$$;

CREATE FUNCTION orakul.holders_of_tasks(sort text) RETURNS TABLE(source text, name text, holder text)
    LANGUAGE sql IMMUTABLE
    AS $$
    select holding.source, holding.name, holding.holder
    from (values
        ('owner', 'orakul.person', 'name', 'task.owner_id'),
        ('project', 'orakul.project', 'slug', 'task.project_id')
    ) as holding (sort, source, name, holder)
    where holding.sort = holders_of_tasks.sort
$$;

CREATE FUNCTION orakul.holders_statement(sort text, those text, condition text, direction text, most integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select orakul.listing_statement(
        format($statement$
            select found.task as row, (found.task).id, named.name as key,
                (found.task).created_at as age
            from (
                select %1$I as name, array_agg(holder.id) as holders
                from %2$s as holder
                where %3$s and holder.id = (
                    select %4$s from orakul.task where %4$s >= holder.id order by %4$s limit 1)
                group by %1$I order by %1$I %6$s
            ) as named
            cross join lateral (
                select first.task
                from unnest(named.holders) as holder (id)
                cross join lateral (
                    select task from orakul.task as task
                    where %4$s = holder.id and %5$s
                    order by task.created_at %6$s, task.id %6$s
                    limit %7$s
                ) as first
                order by (first.task).created_at %6$s, (first.task).id %6$s
                limit %7$s
            ) as found
            order by named.name %6$s, (found.task).created_at %6$s, (found.task).id %6$s
            limit %7$s
            $statement$, holding.name, holding.source, those, holding.holder, condition,
            direction, most),
        direction, 'last')
    from orakul.holders_of_tasks(sort) as holding
$_$;

CREATE FUNCTION orakul.ids_beginning(digits text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select '(' || string_agg(
        format('task.id between %s and %s',
            digits::bigint * scale, (digits::bigint + 1) * scale - 1),
        ' or ') || ')'
    from generate_series(0, 18 - length(digits)) as further
    cross join lateral (select trunc(10::numeric ^ further)::bigint) as scaled (scale)
$$;

CREATE FUNCTION orakul.index_changed_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.message_search as known (message_id, words)
    values (new.id, orakul.text_lexemes(new.text))
    on conflict (message_id) do update set words = excluded.words;
    return null;
end;
$$;

CREATE FUNCTION orakul.index_changed_task() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.task_search as known (task_id, words)
    values (new.id, orakul.task_lexemes(new.args, new.error))
    on conflict (task_id) do update set words = excluded.words;
    return null;
end;
$$;

CREATE FUNCTION orakul.index_new_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.message_search (message_id, words)
    select id, orakul.text_lexemes(text) from new_messages where text <> '';
    return null;
end;
$$;

CREATE FUNCTION orakul.index_new_tasks() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.task_search (task_id, words)
    select id, orakul.task_lexemes(args, error)
    from new_tasks as task
    where args <> '{}' or error is not null;
    return null;
end;
$$;

CREATE FUNCTION orakul.is_among(column_ text, ids bigint[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case cardinality(ids)
        when 0 then 'false'
        when 1 then format('task.%I = %s', column_, ids[1])
        else format('task.%I = any (%L::bigint[])', column_, ids) end
$$;

CREATE FUNCTION orakul.is_deep(value jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    select jsonb_path_exists(value, 'strict $.**{101}')
$_$;

CREATE FUNCTION orakul.is_in_secret(path text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select strpos(path, '.') > 0
        and orakul.names_secret(array_to_string(trim_array(string_to_array(path, '.'), 1), '.'))
$$;

CREATE FUNCTION orakul.job_state(status public.procrastinate_job_status) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case status
        when 'todo' then 'pending'
        when 'doing' then 'in_progress'
        when 'aborting' then 'in_progress'
        when 'succeeded' then 'completed'
        when 'failed' then 'failed'
        when 'cancelled' then 'cancelled'
        when 'aborted' then 'cancelled'
    end
$$;

CREATE FUNCTION orakul.keep_board() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    beyond bigint := (select upper_bound from orakul.event_partitions_v1() limit 1);
begin
    insert into orakul.task_past (task_id, position, owner_id, project_id, shape)
    select distinct on (event.task_id)
        event.task_id, event.position, event.owner_id, event.project_id,
        event.data::jsonb -> 'task'
    from orakul.event
    join orakul.task on task.id = event.task_id
    where event.position < beyond and event.topic = 'tasks'
        and event.name in ('task_created', 'task_changed', 'task_progressed', 'task_discarded')
    order by event.task_id, event.position desc
    on conflict do nothing;

    insert into orakul.pause_past
        (position, at, queue, paused, reason, actor, task, resume_at)
    select position, at, queue, paused, reason, actor, task, resume_at
    from orakul.pause_change
    where position < beyond
    on conflict do nothing;
    return null;
end;
$$;

CREATE FUNCTION orakul.keep_ended_workers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    delete from orakul.worker using gone_processes as process
    where worker.id = process.id and worker.version is null;
    update orakul.worker set heartbeat_at = process.last_heartbeat
    from gone_processes as process
    where worker.id = process.id;
    return null;
end;
$$;

CREATE FUNCTION orakul.keep_log_lines_v1(given jsonb, actor text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    most constant integer := 10000;
    largest constant bigint := 5 * 1024 * 1024;
    tasks bigint[] := array(
        select distinct (line ->> 'task_id')::bigint from jsonb_array_elements(given) as line);
    told bigint[];
begin
    insert into orakul.task_log_size (task_id)
    select id from orakul.task where id = any (tasks) order by id
    on conflict do nothing;
    perform from orakul.task_log_size where task_id = any (tasks)
    order by task_id for no key update;

    with line as materialized (
        select
            size.task_id,
            size.lines + row_number() over written as number,
            size.bytes + sum(64 + octet_length(line ->> 'event') + octet_length(line ->> 'fields'))
                over written as bytes,
            size.dropped = 0 as open,
            line
        from jsonb_array_elements(given) with ordinality as each (line, place)
        join orakul.task_log_size as size on size.task_id = (line ->> 'task_id')::bigint
        window written as (partition by size.task_id order by place)
    ), judged as (
        select *, open and number <= most and bytes <= largest as fits from line
    ), kept as (
        insert into orakul.task_log
            (task_id, number, at, attempt, level, span_id, logger, event, fields)
        select
            task_id, number, (line ->> 'at')::timestamptz, (line -> 'attempt')::integer,
            line ->> 'level', line ->> 'span_id', line ->> 'logger', line ->> 'event',
            line -> 'fields'
        from judged where fits
    ), counted as (
        update orakul.task_log_size as size
        set lines = size.lines + batch.kept,
            bytes = coalesce(batch.bytes, size.bytes),
            dropped = size.dropped + batch.dropped
        from (
            select
                task_id,
                bool_or(open) as open,
                count(*) filter (where fits) as kept,
                max(bytes) filter (where fits) as bytes,
                count(*) filter (where not fits) as dropped
            from judged group by task_id
        ) as batch
        where size.task_id = batch.task_id
        returning size.task_id, batch.open
    )
    select array_agg(task_id) filter (where open) into told from counted;

    insert into orakul.task_log (task_id, number, at, attempt, level, logger, event, fields)
    select
        size.task_id, size.lines + 1, clock_timestamp(), task.attempt, 'warning', 'orakul',
        'the log is full: ' || dropped || ' more lines were dropped',
        jsonb_build_object('dropped', dropped)
    from orakul.task_log_size as size
    join orakul.task on task.id = size.task_id
    where size.task_id = any (tasks) and dropped > 0
    on conflict (task_id, number) do update
    set event = excluded.event, fields = excluded.fields, attempt = excluded.attempt,
        at = excluded.at;

    insert into orakul.ticket (drafts)
    select array_agg((
        'tasks', 'task_logged', 'owner', task.project_id, task.owner_id, null,
        keep_log_lines_v1.actor, null, task.trace_id,
        json_build_object(
            'task_id', task.id::text, 'upto', size.lines + (size.dropped > 0)::integer)
        )::orakul.event_draft order by task.id)
    from orakul.task
    join orakul.task_log_size as size on size.task_id = task.id
    where task.id = any (told)
    having count(*) > 0;
end;
$$;

CREATE FUNCTION orakul.keep_revision() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.message_revision (message_id, number, text)
    select old.id, count(*) + 1, old.text
    from orakul.message_revision where message_id = old.id;
    delete from orakul.message_embedding where message_id = old.id;
    return null;
end;
$$;

CREATE FUNCTION orakul.keep_task_history_v1(partition text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    first bigint;
    beyond bigint;
    kept bigint;
begin
    select lower_bound, upper_bound into first, beyond
    from orakul.event_partitions_v1() where name = partition;
    insert into orakul.task_history
        (task_id, position, at, from_state, to_state, actor, reason, duration_ms, action,
        before, after)
    select
        change.task_id, change.position, change.at, change.from_state, change.to_state,
        change.actor, change.reason, change.duration_ms, change.action, change.before,
        change.after
    from orakul.task_change as change
    join orakul.task on task.id = change.task_id
    where change.position >= coalesce(first, 0) and change.position < beyond
    on conflict do nothing;
    get diagnostics kept = row_count;
    return kept;
end;
$$;

CREATE FUNCTION orakul.keys_that_differ(old jsonb, new jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(jsonb_agg(key order by key), '[]')
    from (
        select jsonb_object_keys(case jsonb_typeof(old) when 'object' then old else '{}' end)
        union
        select jsonb_object_keys(new)
    ) as keys (key)
    where old -> key is distinct from new -> key
$$;

CREATE FUNCTION orakul.kinds_hiding(path text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    select array(
        select kind.name from orakul.task_kind as kind
        where kind.secrets && array[path, split_part(path, '.', 1)])
$$;

CREATE FUNCTION orakul.kinds_showing(path text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    select array(
        select kind.name from orakul.task_kind as kind
        where orakul.declared_args(kind) && array[path, split_part(path, '.', 1)]
            and not kind.secrets && array[path, split_part(path, '.', 1)])
$$;

CREATE TABLE orakul.knowledge_proposal (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    extraction_id bigint NOT NULL,
    kind text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    confidence double precision NOT NULL,
    reasoning text NOT NULL,
    engine text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    atom_type text,
    topic_proposal_id bigint,
    similar_id bigint,
    similarity double precision,
    topic_id bigint,
    atom_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    reviewed_by bigint,
    reviewed_at timestamp with time zone,
    review_note text,
    reasons jsonb,
    CONSTRAINT knowledge_proposal_check CHECK (((kind = 'atom'::text) = (atom_type IS NOT NULL))),
    CONSTRAINT knowledge_proposal_check1 CHECK (((kind = 'atom'::text) OR (length(name) <= 100))),
    CONSTRAINT knowledge_proposal_check2 CHECK (((state = 'pending'::text) = (reviewed_at IS NULL))),
    CONSTRAINT knowledge_proposal_check3 CHECK (((state = ANY (ARRAY['approved'::text, 'merged'::text])) = (COALESCE(topic_id, atom_id) IS NOT NULL))),
    CONSTRAINT knowledge_proposal_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT knowledge_proposal_kind_check CHECK ((kind = ANY (ARRAY['topic'::text, 'atom'::text]))),
    CONSTRAINT knowledge_proposal_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT knowledge_proposal_reasons_check CHECK ((jsonb_typeof(reasons) = 'array'::text)),
    CONSTRAINT knowledge_proposal_similarity_check CHECK (((similarity >= (0)::double precision) AND (similarity <= (1)::double precision))),
    CONSTRAINT knowledge_proposal_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'merged'::text])))
);

CREATE FUNCTION orakul.knowledge_proposal_shape(proposal orakul.knowledge_proposal) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', proposal.id::text,
        'kind', proposal.kind,
        'state', proposal.state,
        'project', (select slug from orakul.project where project.id = proposal.project_id),
        'extraction_id', proposal.extraction_id::text,
        'name', proposal.name,
        'description', proposal.description,
        'keywords', proposal.keywords,
        'atom_type', proposal.atom_type,
        'confidence', round(proposal.confidence::numeric, 4),
        'reasoning', proposal.reasoning,
        'reasons', proposal.reasons,
        'engine', proposal.engine,
        'sources', array(
            select source.message_id::text
            from orakul.knowledge_source as source
            where source.proposal_id = proposal.id
            order by source.message_id),
        'similar', case when proposal.similar_id is not null then jsonb_build_object(
            'id', proposal.similar_id::text,
            'name', case proposal.kind
                when 'topic' then (
                    select topic.name from orakul.topic where topic.id = proposal.similar_id)
                else (select atom.title from orakul.atom where atom.id = proposal.similar_id)
            end,
            'score', round(proposal.similarity::numeric, 4)) end,
        'topic', (
            select jsonb_build_object(
                'proposal_id', of_topic.id::text,
                'id', of_topic.topic_id::text,
                'name', coalesce(topic.name, of_topic.name))
            from orakul.knowledge_proposal as of_topic
            left join orakul.topic on topic.id = of_topic.topic_id
            where of_topic.id = proposal.topic_proposal_id),
        'topic_id', proposal.topic_id::text,
        'atom_id', proposal.atom_id::text,
        'created_at', proposal.created_at,
        'reviewed_by', orakul.person_shape(proposal.reviewed_by),
        'reviewed_at', proposal.reviewed_at,
        'review_note', proposal.review_note
    )
$$;

CREATE FUNCTION orakul.last_attempt(task orakul.task) RETURNS TABLE(worker text, wait_ms bigint, run_ms bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select
        attempt.worker,
        case when task.state <> 'pending'
            then orakul.ms_between(attempt.due_at, attempt.started_at) end,
        case when task.state <> 'in_progress'
            then orakul.ms_between(attempt.started_at, attempt.finished_at) end
    from orakul.task_attempt as attempt
    where attempt.task_id = task.id and attempt.number = task.attempt
        and attempt.started_at = task.started_at
    limit 1
$$;

CREATE FUNCTION orakul.lasting(seconds bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select concat_ws(' ',
        case when seconds >= 3600 then orakul.counted(seconds / 3600, 'hour') end,
        case when seconds % 3600 >= 60 then orakul.counted(seconds % 3600 / 60, 'minute') end,
        case when seconds < 3600 and (seconds % 60 > 0 or seconds = 0)
            then orakul.counted(seconds % 60, 'second') end)
$$;

CREATE FUNCTION orakul.leaf_query(leaf jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    given text := coalesce(leaf ->> 'text', leaf ->> 'value');
    words text := orakul.search_words(given);
begin
    return case
        when leaf ->> 'of' = 'error' then orakul.words_query(words, '!')
        when leaf ->> 'of' = 'args' then orakul.words_query(words, '')
        when leaf ->> 'of' = 'any' and given !~ '^[1-9][0-9]{0,17}$' and not exists (
            select from orakul.task_names() as name where strpos(lower(name), lower(given)) > 0)
            and orakul.owners_meant(given) = '{}'
            then orakul.text_query(words)
        when leaf ? 'path' and leaf ->> 'op' = '=' then case
            when jsonb_array_length(leaf -> 'path') = 1 and length(given) <= 12
                then orakul.quote_lexeme((leaf #>> '{path,0}') || '=' || lower(given)) || ' | ''='''
            else orakul.words_query(words, '') || ' | ''==''' end
    end;
end;
$_$;

CREATE FUNCTION orakul.likely_secret_names() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select 'pass|passphrase|passcode|pwd|pin|otp|totp|key|credential|cred|auth|jwt|session'
        '|signature|cvv|cvc|iban|card|ssn'
$$;

CREATE FUNCTION orakul.likeness(one public.vector, other public.vector) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select greatest(0, least(1, 1 - (one <=> other)))
$$;

CREATE TABLE orakul.chat (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    source text DEFAULT 'telegram'::text NOT NULL,
    external_id bigint NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    is_linked boolean DEFAULT true NOT NULL
);

CREATE FUNCTION orakul.link_chat(project bigint, own bigint, linked orakul.chat) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
begin
    if linked.project_id <> (select id from orakul.project where slug = 'inbox') then
        return null;
    end if;
    if own is null then
        update orakul.chat set project_id = project where id = linked.id;
        return linked.id;
    end if;
    update orakul.message as waiting
    set chat_id = own
    where waiting.chat_id = linked.id
        and not exists (
            select from orakul.message as known
            where known.chat_id = own and known.external_id = waiting.external_id);
    update orakul.chat set is_linked = false where id = linked.id;
    update orakul.chat set is_linked = true where id = own;
    return own;
end;
$$;

CREATE FUNCTION orakul.list_messages_v2(reader bigint, project text, search text, classifications text[], author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS TABLE(id bigint, key text, message jsonb)
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    column_ record;
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    after text := 'true';
begin
    select * into strict column_
    from (values
        ('id', 'message.id', 'bigint', false),
        ('sent_at', 'message.sent_at', 'timestamptz', false),
        ('importance', 'message.importance', 'double precision', true)
    ) as sortable (name, expression, type, nullable)
    where sortable.name = sort;

    if after_id is not null then
        after := case
            when not column_.nullable
                then format('(%1$s, message.id) %2$s ($13::%3$s, $14)',
                    column_.expression, beyond, column_.type)
            when after_key is not null
                then format('((%1$s, message.id) %2$s ($13::%3$s, $14) %4$s)',
                    column_.expression, beyond, column_.type,
                    case when not descending
                        then format('or %s is null', column_.expression) else '' end)
            else format('(%1$s is null and message.id %2$s $14 %3$s)',
                column_.expression, beyond,
                case when descending
                    then format('or %s is not null', column_.expression) else '' end)
        end;
    end if;

    return query execute format($statement$
        with page as (
            select message as row, message.id, %1$s as key
            from orakul.messages_that($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as message
            where %3$s
            order by %1$s %2$s, message.id %2$s
            limit $12
        )
        select page.id, page.key::text, orakul.message_shape(page.row)
        from page
        order by page.key %2$s, page.id %2$s
        $statement$, column_.expression, direction, after)
    using reader, project, search, classifications, author, since, until, ids, chats, topics,
        sort, most, after_key, after_id;
end;
$_$;

CREATE FUNCTION orakul.list_schedules_v1(reader bigint, silence interval, only_name text) RETURNS SETOF jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select orakul.schedule_shape(schedule) || jsonb_build_object(
        'paused', orakul.pause_of_schedule(schedule)
            || jsonb_build_object('by', orakul.name_of(schedule.paused_by)),
        'at', statement_timestamp(),
        'dealt_until', schedule.dealt_until,
        'workers', served.many,
        'served_since', served.since,
        'last', case when last.id is not null then jsonb_build_object(
            'task_id', case when reader is null or last.owner_id = reader then last.id::text end,
            'state', last.state,
            'created_at', last.created_at,
            'started_at', last.started_at,
            'finished_at', last.finished_at) end)
    from orakul.schedule
    left join orakul.task as last on last.id = schedule.last_task_id
    cross join lateral (
        select count(*) as many, min(worker.started_at) as since
        from orakul.declaring_workers(schedule.name, silence) as worker
    ) as served
    where only_name is null or schedule.name = only_name
    order by schedule.name
$$;

CREATE FUNCTION orakul.list_workers_v1(reader bigint, silence interval, listed interval) RETURNS SETOF jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select orakul.worker_shape(worker) || jsonb_build_object(
        'state', state,
        'heartbeat_at', heard,
        'draining_at', worker.draining_at,
        'stopped_at', worker.stopped_at,
        'lost_at', worker.lost_at,
        'taken_up', worker.taken_up,
        'tasks', orakul.tasks_of_worker(worker.id, list_workers_v1.reader),
        'ended', coalesce(recently.ended, 0),
        'stands_seconds', least(
            case when recently.ended > 0 then 60 end,
            case when state in ('silent', 'stopped') then extract(epoch from
                coalesce(worker.stopped_at, heard) + listed - statement_timestamp()) end))
    from orakul.worker
    left join procrastinate_workers as process on process.id = worker.id
    cross join lateral (
        select coalesce(process.last_heartbeat, worker.heartbeat_at) as heard
    ) as ear
    cross join lateral (
        select case
            when worker.stopped_at is not null then 'stopped'
            when process.id is null or heard < statement_timestamp() - silence then 'silent'
            when worker.draining_at is not null then 'draining'
            else 'live'
        end as state
    ) as life
    left join orakul.tasks_ended_by_workers() as recently on recently.worker_id = worker.id
    where coalesce(worker.stopped_at, heard) > statement_timestamp() - listed
$$;

CREATE FUNCTION orakul.listed_args(args jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
declare
    cut jsonb;
begin
    if octet_length(args::text) <= 4 * 1024 then
        return jsonb_build_object('args', args, 'args_cut', false);
    end if;
    if jsonb_typeof(args) = 'object' then
        cut := (select jsonb_object_agg(key, orakul.cut_arg(value)) from jsonb_each(args));
    end if;
    return jsonb_build_object('args_cut', true, 'args',
        case when octet_length(cut::text) <= 16 * 1024 then cut else '"…"' end);
end;
$$;

CREATE FUNCTION orakul.listed_task(task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select orakul.task_shape(task)
        || orakul.listed_args(orakul.shown_args(task))
        || orakul.shown_result(task, 4 * 1024)
$$;

CREATE FUNCTION orakul.listing_statement(page text, direction text, nulls text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select format($statement$
        with page as (%1$s)
        select page.id,
            case when page.age is null then page.key::text
                else concat_ws(' ', replace(page.age::text, ' ', 'T'), page.key::text) end,
            orakul.listed_task(page.row)
        from page
        order by page.key %2$s nulls %3$s, page.age %2$s, page.id %2$s
        $statement$, page, direction, nulls)
$_$;

CREATE FUNCTION orakul.live_workers(queue text, silence interval, task text DEFAULT NULL::text) RETURNS SETOF orakul.worker
    LANGUAGE sql STABLE
    AS $$
    select worker.*
    from orakul.living_workers(silence) as worker
    where (worker.queues is null or live_workers.queue = any (worker.queues))
        and (live_workers.task is null or worker.task_names is null
            or live_workers.task = any (worker.task_names))
$$;

CREATE FUNCTION orakul.living_workers(silence interval) RETURNS SETOF orakul.worker
    LANGUAGE sql STABLE
    AS $$
    select worker.*
    from orakul.worker
    join procrastinate_workers as process on process.id = worker.id
    where process.last_heartbeat >= statement_timestamp() - silence
$$;

CREATE FUNCTION orakul.lock_event_log() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform set_config('lock_timeout', '200ms', true);
    lock table orakul.event in access exclusive mode;
end;
$$;

CREATE FUNCTION orakul.lock_next_jobs(queues text[], knows text[], most integer) RETURNS bigint[]
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_sort TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
    return array(
        select job.id
        from procrastinate_jobs as job
        where job.status = 'todo'
            and (queues is null or job.queue_name = any (queues))
            and (knows is null or job.task_name = any (knows))
            and (job.scheduled_at is null or job.scheduled_at <= now())
            and not exists (select from orakul.pauses_of(job.queue_name, job.task_name))
            and (job.lock is null
                or job.id = (
                    select first.id from procrastinate_jobs as first
                    where first.lock = job.lock and first.status = 'todo'
                    order by first.priority desc, first.id
                    limit 1)
                and not exists (
                    select from procrastinate_jobs as running
                    where running.lock = job.lock and running.status = 'doing'))
        order by job.priority desc, job.id
        limit most
        for no key update of job skip locked);
end;
$$;

CREATE FUNCTION orakul.longest_word(words text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select word from unnest(string_to_array(words, ' ')) as word
    where word <> '' order by length(word) desc limit 1
$$;

CREATE FUNCTION orakul.lose_last_workers_v1(silence interval) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if not exists (select from orakul.living_workers(silence)) then
        perform orakul.lose_workers(silence, '{}');
    end if;
end;
$$;

CREATE FUNCTION orakul.lose_workers(silence interval, holders bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET "TimeZone" TO 'UTC'
    AS $$
declare
    silent record;
    many bigint;
begin
    perform set_config('orakul.actor', 'system:rescue', true);
    perform set_config('orakul.reason', 'no heartbeat', true);
    for silent in
        select worker.id, worker as it,
            coalesce(process.last_heartbeat, worker.heartbeat_at) as heard
        from orakul.worker
        left join procrastinate_workers as process on process.id = worker.id
        where worker.id = any (holders)
            or (worker.stopped_at is null and worker.lost_at is null
                and (process.id is null or process.last_heartbeat < now() - silence))
        order by worker.id
        for no key update of worker
    loop
        many := (select count(*) from unnest(holders) as id where id = silent.id);
        update orakul.worker
        set lost_at = case when stopped_at is null then coalesce(lost_at, clock_timestamp()) end,
            taken_up = taken_up + many
        where id = silent.id;
        perform orakul.tell_worker('worker_lost', silent.it,
            jsonb_build_object('heartbeat_at', silent.heard, 'taken_up', many));
    end loop;
end;
$$;

CREATE FUNCTION orakul.made_by(op text, at text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select format('task.created_at <= %L::timestamptz + interval ''10 seconds''', at)
    where op in ('=', '<', '<=')
$$;

CREATE FUNCTION orakul.make_profile(account bigint, name text, is_bot boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    person bigint;
begin
    perform pg_advisory_xact_lock(hashtext('orakul.telegram_profile'), hashint8(account));
    select profile.person_id into person
    from orakul.telegram_profile as profile where profile.telegram_id = account;
    if person is null then
        insert into orakul.person (name, is_bot)
        values (coalesce(nullif(make_profile.name, ''), 'Deleted account'), make_profile.is_bot)
        returning id into person;
        insert into orakul.telegram_profile (telegram_id, person_id) values (account, person);
    end if;
    return person;
end;
$$;

CREATE FUNCTION orakul.matching_tasks_v2(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    AS $$
declare
    ids bigint[];
begin
    execute 'select array(select task.id from orakul.task where '
        || orakul.tasks_condition(reader, states, name, owner, project, id_prefix, search, null)
        || ' order by task.id)'
    into ids;
    return ids;
end;
$$;

CREATE FUNCTION orakul.may_empty_inbox() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select orakul.setting('owner_id') is null or exists (
        select
        from orakul.person as actor
        left join (
            orakul.project_member as member
            join orakul.project on project.id = member.project_id and project.slug = 'inbox'
        ) on member.person_id = actor.id
        where actor.id = orakul.setting('owner_id')::bigint
            and actor.is_active
            and (actor.role = 'admin'
                or (actor.role = 'member' and member.role in ('admin', 'member')))
    )
$$;

CREATE FUNCTION orakul.may_hold_secret(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select (strpos($1, ':') > 0 or strpos($1, '=') > 0) and $1 ~* (
            '(' || orakul.secret_names() || ')[\\"'']*\s*[=:]|\d{6,}:[\w-]{30,}|://[^/]*@')
        or $1 ~* 'sk-|eyJ|(bearer|basic)\s'
$_$;

CREATE TABLE orakul.message (
    id bigint NOT NULL,
    chat_id bigint NOT NULL,
    external_id bigint NOT NULL,
    kind text DEFAULT 'message'::text NOT NULL,
    author_id bigint,
    author_name text,
    sent_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    text text NOT NULL,
    media text,
    reply_to bigint,
    thread_id bigint,
    forwarded_from text,
    action text,
    ingestion_id bigint,
    saved_at timestamp with time zone DEFAULT now() NOT NULL,
    importance double precision,
    classification text,
    factors jsonb,
    scored_at timestamp with time zone,
    topic_id bigint,
    extraction_id bigint,
    CONSTRAINT message_check CHECK (((importance IS NULL) = (classification IS NULL))),
    CONSTRAINT message_classification_check CHECK ((classification = ANY (ARRAY['noise'::text, 'weak_signal'::text, 'signal'::text]))),
    CONSTRAINT message_importance_check CHECK (((importance >= (0)::double precision) AND (importance <= (1)::double precision))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'service'::text, 'unsupported'::text])))
);

CREATE FUNCTION orakul.message_shape(message orakul.message) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', message.id::text,
        'project', project.slug,
        'chat', jsonb_build_object('id', chat.id::text, 'title', chat.title),
        'author', case when message.author_id is not null or message.author_name is not null
            then jsonb_build_object(
                'id', message.author_id::text,
                'name', coalesce(person.name, message.author_name)) end,
        'external_id', message.external_id::text,
        'sent_at', message.sent_at,
        'edited_at', message.edited_at,
        'text', message.text,
        'media', message.media,
        'importance', round(message.importance::numeric, 4),
        'classification', message.classification,
        'factors', message.factors,
        'topic_id', message.topic_id::text
    )
    from orakul.chat
    join orakul.project on project.id = chat.project_id
    left join orakul.person on person.id = message.author_id
    where chat.id = message.chat_id
$$;

CREATE FUNCTION orakul.messages_that(reader bigint, project text, search text, classifications text[], author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[]) RETURNS SETOF orakul.message
    LANGUAGE sql STABLE
    AS $$
    select message.*
    from orakul.message
    join orakul.chat on chat.id = message.chat_id
    where (messages_that.reader is null or chat.project_id in (
            select member.project_id from orakul.project_member as member
            where member.person_id = messages_that.reader))
        and (messages_that.project is null or chat.project_id = (
            select project.id from orakul.project
            where project.slug = messages_that.project
                or project.id::text = messages_that.project
            order by project.slug = messages_that.project desc
            limit 1))
        and (search is null or strpos(lower(message.text), lower(search)) > 0)
        and (classifications is null or message.classification = any (classifications))
        and (author is null or message.author_id::text = author or message.author_id in (
            select person.id from orakul.person
            where lower(person.name) = lower(author) or lower(person.email) = lower(author)))
        and (since is null or message.sent_at >= since)
        and (until is null or message.sent_at < until)
        and (ids is null or message.id = any (ids))
        and (chats is null or message.chat_id = any (chats))
        and (topics is null or message.topic_id = any (topics))
$$;

CREATE FUNCTION orakul.ms_between(earlier timestamp with time zone, later timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select round(1000 * date_part('epoch', later - earlier))::bigint
$$;

CREATE FUNCTION orakul.name_of(actor text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select person.name from orakul.person where person.id = orakul.person_of(name_of.actor)
$$;

CREATE FUNCTION orakul.named_alert_shape(alert orakul.alert) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select shape || case when alert.state = 'acknowledged' then jsonb_build_object(
        'acknowledged', shape -> 'acknowledged'
            || jsonb_build_object('by', orakul.name_of(alert.acknowledged_by)))
        else '{}' end
    from orakul.alert_shape(alert) as shape
$$;

CREATE FUNCTION orakul.names_likely_secret(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    -- In camelCase a word begins where a capital does.
    select regexp_replace($1, '([a-z0-9])([A-Z])', '\1_\2', 'g')
        ~* ('(^|[^a-z])(' || orakul.likely_secret_names() || ')s?([^a-z]|$)')
$_$;

CREATE FUNCTION orakul.names_secret(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select $1 ~* orakul.secret_names()
$_$;

CREATE FUNCTION orakul.narrowed(condition text, ids bigint[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case when ids is null then format('(%s)', condition)
        else format('(task.id = any (%L::bigint[]) and %s)', ids, condition) end
$$;

CREATE FUNCTION orakul.network_of(address inet) RETURNS cidr
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select network(set_masklen(address, case family(address) when 4 then 32 else 64 end))
$$;

CREATE FUNCTION orakul.new_traceparent() RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
    trace text := lpad(to_hex((1000 * date_part('epoch', clock_timestamp()))::bigint), 12, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 13);
begin
    return '00-' || trace || '-' || right(trace, 16) || '-01';
end;
$$;

CREATE FUNCTION orakul.note_deleted_events() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update orakul.event_horizon
    set pruned_upto = greatest(pruned_upto, (select max(position) from deleted_events));
    return null;
end;
$$;

CREATE FUNCTION orakul.note_periodic_defer() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update orakul.schedule set last_task_id = new.job_id
    where task = new.task_name and periodic_id = new.periodic_id;
    return null;
end;
$$;

CREATE FUNCTION orakul.obstacles_to_many_v1(action text, ids bigint[], person bigint, priority integer, at timestamp with time zone) RETURNS SETOF orakul.action_outcome
    LANGUAGE sql STABLE
    AS $$
    select
        outcome.id,
        outcome.was,
        case
            when outcome.obstacle is null and task.name = 'bulk_action' then 'bulk'
            else outcome.obstacle
        end
    from orakul.obstacles_v1(action, ids, person, priority, at) as outcome
    left join orakul.task on task.id = outcome.id
$$;

CREATE FUNCTION orakul.obstacles_v1(action text, ids bigint[], person bigint, priority integer, at timestamp with time zone) RETURNS SETOF orakul.action_outcome
    LANGUAGE sql STABLE
    AS $$
    select
        asked.id,
        task.state,
        case
            when barred.by is not null then barred.by
            when action = 'retry' then case
                when task.state not in ('failed', 'cancelled') then 'state'
                when job.id is null then 'gone'
                when orakul.waits_under(job.queueing_lock)
                    -- Of those that could be tried again, the first will wait under it.
                    or (job.queueing_lock is not null and row_number() over (
                        partition by job.queueing_lock,
                            barred.by is null and task.state in ('failed', 'cancelled')
                        order by asked.id) > 1) then 'waiting'
            end
            when action = 'retry_edited' then case
                when task.state not in ('failed', 'cancelled') then 'state'
                when orakul.waits_under(job.queueing_lock) then 'waiting'
            end
            when action = 'cancel' then case
                when task.state in ('completed', 'failed') then 'state'
                when task.state = 'cancelled' or task.cancelling then 'unchanged'
            end
            when task.state <> 'pending' then 'state'
            -- By now: somebody may have made it due while this statement waited for its lock.
            when action = 'run_now'
                and (task.scheduled_at is null or task.scheduled_at <= clock_timestamp())
                then 'unchanged'
            when action = 'reschedule' and task.scheduled_at is not distinct from obstacles_v1.at
                then 'unchanged'
            when action = 'priority' then case
                when task.priority = obstacles_v1.priority then 'unchanged'
                when task.name = 'bulk_action' then 'bulk'
            end
        end
    from unnest(ids) as asked (id)
    left join orakul.task on task.id = asked.id
    left join procrastinate_jobs as job on job.id = asked.id
    left join orakul.person as actor on actor.id = obstacles_v1.person and actor.is_active
    left join orakul.project_member as member
        on member.project_id = task.project_id and member.person_id = obstacles_v1.person
    cross join lateral (
        select case
            when task.id is null then 'missing'
            when obstacles_v1.person is not null and actor.role is distinct from 'admin'
                and task.owner_id is distinct from obstacles_v1.person then 'missing'
            when obstacles_v1.person is not null
                and (coalesce(actor.role, 'viewer') = 'viewer'
                    or (actor.role <> 'admin' and task.project_id is not null
                        and coalesce(member.role, 'viewer') = 'viewer')) then 'forbidden'
        end
    ) as barred (by)
    order by asked.id
$$;

CREATE FUNCTION orakul.owners(owner text, pattern text) RETURNS bigint[]
    LANGUAGE sql STABLE
    AS $_$
    select case when owner ~ '^[0-9]{1,18}$' then array[owner::bigint] else array(
        select person.id
        from orakul.person
        where lower(email) is not null and case
            when owner is not null then lower(owner) in (lower(email), lower(name))
            else lower(email) like lower(pattern) or lower(name) like lower(pattern) end) end
$_$;

CREATE FUNCTION orakul.owners_meant(given text) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    AS $$
declare
    words text := orakul.search_words(given);
    longest text := orakul.longest_word(words);
begin
    return array(
        select person.id
        from orakul.person
        where lower(email) is not null and longest is not null
            and (starts_with(lower(email), lower(given))
                or strpos(lower(name), longest) > 0
                    and strpos(orakul.search_words(name), words) > 0));
end;
$$;

CREATE FUNCTION orakul.page_by_age_statement(condition text, sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    key text := orakul.value_of_key(after_key);
    beyond_age text := orakul.beyond_age(beyond, after_key, after_id);
    number bigint := case when sort in ('state', 'priority') then key::bigint end;
    column_ record;
    parts text;
begin
    select * into strict column_ from orakul.sort_of_tasks(sort);
    select string_agg(format(
        $statement$ (
            select task as row, task.id, %1$s as key, task.created_at as age
            from orakul.task as task
            where %2$s and %3$s and %4$s
            order by %5$s task.created_at %6$s, task.id %6$s
            limit %7$s)
        $statement$,
        column_.expression, condition, part.those, step.after,
        case when step.is_mixed then format('%s %s,', column_.expression, direction) else '' end,
        direction, most), ' union all ')
    into parts
    from orakul.parts_by(sort) as part
    cross join lateral (values
        ('true', part.value is null, after_id is null),
        (beyond_age, false, part.value = number),
        ('true', false,
            case when descending then part.value < number else part.value > number end),
        (format('%s = %L::%s and %s', column_.expression, key, column_.type, beyond_age), false,
            part.value is null and after_id is not null),
        (format('%s %s %L::%s', column_.expression, beyond, key, column_.type), true,
            part.value is null and after_id is not null),
        ('false', false, after_id is not null) -- so that there is a part, whatever the place
    ) as step (after, is_mixed, applies)
    where step.applies;
    return orakul.listing_statement(
        format('select * from (%1$s) as part order by key %2$s, age %2$s, id %2$s limit %3$s',
            parts, direction, most),
        direction, 'last');
end;
$_$;

CREATE FUNCTION orakul.page_by_holder_statements(condition text, sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    direction constant text := case when descending then 'desc' else 'asc' end;
    beyond constant text := case when descending then '<' else '>' end;
    value constant text := orakul.value_of_key(after_key);
    beyond_age constant text := case when after_id is null then 'true'
        else orakul.beyond_age(beyond, after_key, after_id) end;
    holding record;
begin
    select * into strict holding from orakul.holders_of_tasks(sort);
    if value is not null then
        return next orakul.holders_statement(sort, format('%I = %L', holding.name, value),
            format('%s and %s', condition, beyond_age), direction, most);
    end if;
    if value is not null or after_id is null then
        return next orakul.holders_statement(sort,
            case when value is null then 'true'
                else format('%I %s %L', holding.name, beyond, value) end,
            condition, direction, most);
    end if;
    return next orakul.tasks_in_order_statement(
        'orakul.task', '',
        format('%s and %s is null and %s', condition, holding.holder,
            case when value is null then beyond_age else 'true' end),
        'null::text', 'task.created_at', 'task.id', direction, 'last', most);
end;
$$;

CREATE FUNCTION orakul.page_in_parts_statements(condition text, sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    direction constant text := case when descending then 'desc' else 'asc' end;
    beyond constant text := case when descending then '<' else '>' end;
    is_among_nulls constant boolean := after_id is not null and after_key is null;
    -- As indexes have them, though no part has any beside others.
    nulls constant text := case when descending then 'first' else 'last' end;
    column_ record;
    part record;
    nulls_first boolean;
    of_nulls text;
begin
    select * into strict column_ from orakul.sort_of_tasks(sort);
    nulls_first := descending and not column_.none_last;
    of_nulls := orakul.tasks_in_order_statement(
        'orakul.task', column_.joined,
        format('%s and %s is null and %s', condition, column_.expression, case
            when is_among_nulls then format('task.id %s %s', beyond, after_id) else 'true' end),
        format('null::%s', column_.type), 'null::timestamptz', 'task.id', direction, nulls, most);

    if nulls_first and after_key is null then
        return next of_nulls;
    end if;
    for part in
        select * from orakul.parts_in_line(sort)
        where nulls_first or not is_among_nulls
        order by case when descending then -place else place end
    loop
        continue when case when descending and part.beginning is not null
            then after_key::numeric < part.beginning end;
        return next orakul.tasks_in_order_statement(
            'orakul.task', part.joined,
            format('%s and %s and %s is not null and %s', condition, part.those, part.expression,
                case when after_key is null then 'true' else format('(%s, %s) %s (%L::%s, %s)',
                    part.expression, part.id, beyond, after_key, column_.type, after_id) end),
            part.expression, 'null::timestamptz', part.id, direction, nulls, most);
    end loop;
    if not nulls_first then
        return next of_nulls;
    end if;
end;
$$;

CREATE FUNCTION orakul.page_of_tasks_statements(upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, upto);
begin
    if upto is null and exists (select from orakul.parts_in_line(sort)) then
        return query select orakul.page_in_parts_statements(
            condition, sort, descending, after_key, after_id, most);
    elsif upto is null and exists (select from orakul.holders_of_tasks(sort)) then
        return query select orakul.page_by_holder_statements(
            condition, sort, descending, after_key, after_id, most);
    elsif upto is null and (select by_age from orakul.sort_of_tasks(sort)) then
        return next orakul.page_by_age_statement(
            condition, sort, descending, after_key, after_id, most);
    else
        return next orakul.whole_page_statement(
            case when upto is null then 'orakul.task'
                else format('orakul.tasks_as_of(%s)', upto) end,
            condition, sort, descending, after_key, after_id, most);
    end if;
end;
$$;

CREATE FUNCTION orakul.page_of_tasks_v2(upto bigint, reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS TABLE(id bigint, key text, task jsonb)
    LANGUAGE plpgsql STABLE
    AS $$
declare
    statement text;
    found_ integer := 0;
    more integer;
begin
    for statement in
        select * from orakul.page_of_tasks_statements(
            upto, reader, states, name, owner, project, id_prefix, search, sort, descending,
            after_key, after_id, most)
    loop
        return query execute format('select * from (%s) as part limit %s', statement, most - found_);
        get diagnostics more = row_count;
        found_ := found_ + more;
        exit when found_ >= most;
    end loop;
end;
$$;

CREATE FUNCTION orakul.partition_events_v1(ahead integer, moment timestamp with time zone DEFAULT clock_timestamp()) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    made integer := 0;
    start bigint;
    tomorrow date;
    horizon date;
    day date;
begin
    select lower_bound into start
    from orakul.event_partitions_v1() where name = 'event_later';
    if start >= orakul.first_position_of(orakul.day_of(moment) + 1 + ahead)
        and not exists (select from orakul.event_later) then
        return 0;
    end if;
    perform orakul.lock_event_log();
    select lower_bound into start
    from orakul.event_partitions_v1() where name = 'event_later';
    -- No writer is between drawing a position and writing there: the lock keeps them out.
    tomorrow := 1 + greatest(
        orakul.day_of(moment),
        orakul.day_of(orakul.time_at(pg_sequence_last_value('orakul.event_position'))));
    horizon := tomorrow + ahead;
    if start >= orakul.first_position_of(horizon) then
        return 0;
    end if;
    alter table orakul.event detach partition orakul.event_later;
    day := orakul.day_of(orakul.time_at(start));
    if start is null or day < tomorrow then
        if exists (select from orakul.event_later) then
            perform orakul.add_event_partition(start, tomorrow, 'event_later');
            create table orakul.event_later (like orakul.event including constraints);
        else
            perform orakul.add_event_partition(start, tomorrow);
        end if;
        made := 1;
        day := tomorrow;
    end if;
    while day < horizon loop
        perform orakul.add_event_partition(orakul.first_position_of(day), day + 1);
        made := made + 1;
        day := day + 1;
    end loop;
    execute format(
        'alter table orakul.event attach partition orakul.event_later'
        ' for values from (%s) to (maxvalue)', orakul.first_position_of(horizon));
    return made;
end;
$$;

CREATE FUNCTION orakul.parts_by(sort text) RETURNS TABLE(those text, value bigint)
    LANGUAGE sql IMMUTABLE
    AS $$
    select format('task.state = %L', state), place
    from unnest(orakul.task_states()) with ordinality as each (state, place)
    where sort = 'state'
    union all
    select part.those, part.value::bigint
    from (values
        ('task.priority < 0', null), ('task.priority = 0', 0), ('task.priority > 0', null)
    ) as part (those, value)
    where sort = 'priority'
    union all
    select 'true', null where sort not in ('state', 'priority')
$$;

CREATE FUNCTION orakul.parts_in_line(sort text) RETURNS TABLE(place integer, those text, expression text, joined text, id text, beginning bigint)
    LANGUAGE sql IMMUTABLE
    AS $$
    select
        part.place, part.those, part.expression,
        case when of_attempt then 'join orakul.task_attempt as last on last.task_id = task.id'
            ' and case when last.number = task.attempt then last.started_at = task.started_at end'
            else '' end,
        case when of_attempt then 'last.task_id' else 'task.id' end,
        part.beginning::bigint
    from (values
        ('scheduled_at', 1, 'true', 'task.scheduled_at', false, null),
        ('started_at', 1, 'true', 'task.started_at', false, null),
        ('finished_at', 1, 'true', 'task.finished_at', false, null),
        ('wait', 1, 'task.state <> ''pending''',
            'orakul.ms_between(last.due_at, last.started_at)', true, null),
        ('wait', 2, 'task.state = ''pending''',
            'orakul.still_since(orakul.due_at(task))', false, 500000000000000),
        ('run', 1, 'task.state <> ''in_progress'' and last.finished_at is not null',
            'orakul.ms_between(last.started_at, last.finished_at)', true, null),
        ('run', 2, 'task.state = ''in_progress''',
            'orakul.still_since(task.started_at)', false, 500000000000000)
    ) as part (sort, place, those, expression, of_attempt, beginning)
    where part.sort = parts_in_line.sort
$$;

CREATE TABLE orakul.schedule (
    name text GENERATED ALWAYS AS (
CASE
    WHEN (periodic_id = ''::text) THEN task
    ELSE ((task || ':'::text) || periodic_id)
END) STORED NOT NULL,
    task text NOT NULL,
    periodic_id text NOT NULL,
    queue text NOT NULL,
    cron text NOT NULL,
    args jsonb NOT NULL,
    priority integer NOT NULL,
    lock text,
    queueing_lock text,
    dealt_until timestamp with time zone DEFAULT now() NOT NULL,
    last_task_id bigint,
    paused_at timestamp with time zone,
    paused_by text,
    pause_reason text,
    CONSTRAINT schedule_check CHECK (((paused_at IS NULL) = (paused_by IS NULL))),
    CONSTRAINT schedule_check1 CHECK (((pause_reason IS NULL) OR (paused_at IS NOT NULL)))
);

CREATE FUNCTION orakul.pause_of_schedule(schedule orakul.schedule) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select case when schedule.paused_at is not null then jsonb_build_object(
        'at', schedule.paused_at,
        'actor', schedule.paused_by,
        'reason', schedule.pause_reason) end
$$;

CREATE FUNCTION orakul.pause_queue_v1(queue text, reason text) RETURNS boolean
    LANGUAGE sql
    AS $$
    select orakul.pause_v1(queue, null, reason, null)
$$;

CREATE FUNCTION orakul.pause_schedule_v1(name text, reason text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    was orakul.schedule;
    is_now orakul.schedule;
begin
    select * into was from orakul.schedule
    where schedule.name = pause_schedule_v1.name for no key update;
    if not found then
        return null;
    end if;
    if was.paused_at is not null and was.pause_reason is not distinct from reason then
        return false;
    end if;
    update orakul.schedule
    set paused_at = clock_timestamp(), paused_by = orakul.current_actor(), pause_reason = reason
    where schedule.name = was.name
    returning * into is_now;
    perform orakul.tell_schedule('schedule_paused', is_now,
        jsonb_build_object('paused', orakul.pause_of_schedule(was)),
        jsonb_build_object('paused', orakul.pause_of_schedule(is_now)));
    return true;
end;
$$;

CREATE TABLE orakul.pause (
    id bigint NOT NULL,
    queue text,
    reason text,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    task text,
    resume_at timestamp with time zone
);

CREATE FUNCTION orakul.pause_told(pause orakul.pause) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object('paused', case when pause.id is not null then jsonb_build_object(
        'at', pause.at,
        'actor', pause.actor,
        'reason', pause.reason,
        'resume_at', pause.resume_at) end)
$$;

CREATE FUNCTION orakul.pause_v1(queue text, task text, reason text, resume_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    was orakul.pause;
    stands orakul.pause;
begin
    -- A claim that is under way ends first, and the next one sees the pause: nothing starts
    -- after it (sql/functions/fetch_jobs.sql).
    perform pg_advisory_xact_lock(hashtext('orakul.pause'));
    perform orakul.end_pauses_v1();
    select * into was from orakul.pause
    where pause.queue is not distinct from pause_v1.queue
        and pause.task is not distinct from pause_v1.task;
    insert into orakul.pause as standing (queue, task, reason, actor, resume_at)
    values (
        pause_v1.queue, pause_v1.task, pause_v1.reason, orakul.current_actor(),
        pause_v1.resume_at)
    on conflict (queue, task) do update
    set reason = excluded.reason,
        actor = excluded.actor,
        at = excluded.at,
        resume_at = excluded.resume_at
    where (standing.reason, standing.resume_at)
        is distinct from (excluded.reason, excluded.resume_at)
    returning * into stands;
    if not found then
        return false;
    end if;
    perform orakul.emit_v1('tasks', 'queue_paused', 'admin', null, null,
        jsonb_build_object(
            'queue', pause_v1.queue,
            'task', pause_v1.task,
            'reason', pause_v1.reason,
            'resume_at', pause_v1.resume_at,
            'before', orakul.pause_told(was),
            'after', orakul.pause_told(stands)));
    perform orakul.wake_workers();
    return true;
end;
$$;

CREATE VIEW orakul.standing_pause AS
 SELECT id,
    queue,
    task,
    reason,
    actor,
    at,
    resume_at
   FROM orakul.pause
  WHERE ((resume_at IS NULL) OR (resume_at > statement_timestamp()));

CREATE FUNCTION orakul.pauses_of(queue text, task text) RETURNS SETOF orakul.standing_pause
    LANGUAGE sql STABLE
    AS $$
    select pause.id, pause.queue, pause.task, pause.reason, pause.actor, pause.at, pause.resume_at
    from orakul.standing_pause as pause
    where (pause.queue is null or pause.queue = pauses_of.queue)
        and (pause.task = pauses_of.task
            or (pause.task is null and pauses_of.task is distinct from 'bulk_action'))
$$;

CREATE FUNCTION orakul.person_called(owner text) RETURNS bigint
    LANGUAGE sql STABLE STRICT
    AS $_$
    select case when owner ~ '^[0-9]{1,18}$' then owner::bigint else coalesce(
        (select person.id from orakul.person where lower(email) = lower(owner)), -1) end
$_$;

CREATE FUNCTION orakul.person_of(actor text) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $_$
    select case when actor ~ '^person:[0-9]{1,18}$' then substr(actor, 8)::bigint end
$_$;

CREATE FUNCTION orakul.person_shape(person bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select jsonb_build_object('id', person.id::text, 'name', person.name)
    from orakul.person where person.id = person_shape.person
$$;

CREATE FUNCTION orakul.position_at(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select (date_part('epoch', moment at time zone 'UTC') * 1000000)::bigint
$$;

CREATE FUNCTION orakul.progress_begin(task orakul.task, done bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$
    select case
        when task.progress_attempt = task.attempt then least(task.progress_from, done)
        when task.progress_done <= done then task.progress_done
        else 0
    end
$$;

CREATE FUNCTION orakul.progress_eta(task orakul.task, done bigint, total bigint) RETURNS integer
    LANGUAGE sql
    AS $$
    select round(seconds)::integer
    from (
        select extract(epoch from clock_timestamp() - task.started_at)::double precision
            * (total - done) / nullif(done - orakul.progress_begin(task, done), 0) as seconds
    ) as estimate
    where seconds between 0 and 366 * 86400.0
$$;

CREATE FUNCTION orakul.project_called(project text) RETURNS bigint
    LANGUAGE sql STABLE STRICT
    AS $$
    select coalesce((
        select project.id from orakul.project
        where project.slug = project_called.project
            or project.id::text = project_called.project
        order by project.slug = project_called.project desc
        limit 1), -1)
$$;

CREATE FUNCTION orakul.projects_like(pattern text) RETURNS bigint[]
    LANGUAGE sql STABLE
    AS $$
    select array(select project.id from orakul.project where lower(slug) like lower(pattern))
$$;

CREATE FUNCTION orakul.proposed(query text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    select format('select task_id from orakul.task_search where words @@ %L::tsquery', query)
$$;

CREATE FUNCTION orakul.quote_lexeme(text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select '''' || replace(replace(left($1, 100), '\', '\\'), '''', '''''') || ''''
$_$;

CREATE FUNCTION orakul.rank_messages_v1(reader bigint, project text, classifications text[], author text, since timestamp with time zone, until timestamp with time zone, ids bigint[], chats bigint[], topics bigint[], besides bigint, model text, place public.vector, border double precision, question text, idle text, most integer) RETURNS TABLE(message jsonb, score double precision, likeness double precision)
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    few constant integer := 2000;
    -- Two rankings go as deep for a short list as for the longest, which then only goes on, and
    -- by one more, which tells that it does.
    depth integer := case when question is null then most else 201 end;
    words tsquery := orakul.any_word(question, idle);
    those constant text := 'orakul.messages_that($1, $2, null, $3, $4, $5, $6, $7, $8, $9)';
    nearest constant text := format($statement$
        select array(
            select near.id
            from (
                select message.id, placed.embedding %%1$s <=> $10 as distance
                from %1$s as message
                join orakul.message_embedding as placed on placed.message_id = message.id
                where placed.model = %2$L and message.id is distinct from $11
                order by placed.embedding %%1$s <=> $10
                limit $12
            ) as near
            order by near.distance, near.id desc)
        $statement$, those, model);
    dimensions integer;
    passing integer;
    by_meaning bigint[] := '{}';
    by_words bigint[] := '{}';
begin
    select known.dimensions into strict dimensions
    from orakul.embedding_model as known where known.name = model;

    execute format('select count(*) from (select from %s limit $10) as counted', those) into passing
    using reader, project, classifications, author, since, until, ids, chats, topics, few + 1;

    if passing > few then
        perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
        perform set_config('hnsw.ef_search', '100', true);
        execute format(nearest, format('::vector(%s)', dimensions)) into by_meaning
        using reader, project, classifications, author, since, until, ids, chats, topics,
            place, besides, depth;
    end if;
    if cardinality(by_meaning) < depth then
        -- Without the dimensions it is not what the index is of.
        execute format(nearest, '') into by_meaning
        using reader, project, classifications, author, since, until, ids, chats, topics,
            place, besides, depth;
    end if;

    by_meaning := array(
        select near.id
        from unnest(by_meaning) with ordinality as near (id, rank)
        join orakul.message_embedding as placed on placed.message_id = near.id
        where placed.model = rank_messages_v1.model
            and orakul.likeness(placed.embedding, place) >= border
        order by near.rank);

    if words is not null then
        execute format($statement$
            select array(
                select message.id
                from %s as message
                join orakul.message_search as known on known.message_id = message.id
                where known.words @@ $10
                order by ts_rank(known.words, $10, 1) desc, message.id desc
                limit $11)
            $statement$, those) into by_words
        using reader, project, classifications, author, since, until, ids, chats, topics,
            words, depth;
    end if;

    return query
    select orakul.message_shape(ranked.row), ranked.score, ranked.likeness
    from (
        select said as row,
            case when question is null then alike.ness else fused.score end as score,
            alike.ness as likeness
        from orakul.fused(by_words, by_meaning) as fused
        join orakul.message as said on said.id = fused.id
        left join orakul.message_embedding as placed
            on placed.message_id = said.id and placed.model = rank_messages_v1.model
        cross join lateral orakul.likeness(placed.embedding, place) as alike (ness)
        order by fused.score desc, alike.ness desc nulls last, said.id desc
        limit most
    ) as ranked
    order by ranked.score desc, ranked.likeness desc nulls last, (ranked.row).id desc;
end;
$_$;

CREATE FUNCTION orakul.read_queues_v1(reader bigint, silence interval, project text DEFAULT NULL::text) RETURNS TABLE(name text, waiting bigint, running bigint, scheduled bigint, oldest_seconds double precision, ended_1h bigint, failed_1h bigint, workers bigint, pause jsonb)
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    with known as (
        select queue from orakul.task_queues() as each (queue) where reader is null
        union
        select queue from orakul.task where owner_id = reader
        union
        select queue
        from orakul.living_workers(silence) as worker
        cross join unnest(worker.queues) as queue
        union
        select queue from orakul.standing_pause where queue is not null
    ),
    unfinished as (
        select
            queue,
            count(*) filter (where state = 'pending') as waiting,
            count(*) filter (where state = 'in_progress') as running,
            count(*) filter (where state = 'pending' and scheduled_at > statement_timestamp())
                as scheduled,
            min(greatest(state_since, scheduled_at)) filter (where state = 'pending'
                and (scheduled_at is null or scheduled_at <= statement_timestamp())) as due_at
        from orakul.task
        where state in ('pending', 'in_progress') and (reader is null or owner_id = reader)
            and (project is null or project_id = (select orakul.project_called(project)))
        group by queue
    ),
    ended as (
        select queue, count(*) as many, count(*) filter (where state = 'failed') as failed
        from orakul.task_end
        where finished_at > statement_timestamp() - interval '1 hour'
            and (reader is null or owner_id = reader)
            and (project is null or project_id = (select orakul.project_called(project)))
        group by queue
    )
    select
        known.queue,
        coalesce(unfinished.waiting, 0),
        coalesce(unfinished.running, 0),
        coalesce(unfinished.scheduled, 0),
        extract(epoch from statement_timestamp() - unfinished.due_at)::double precision,
        coalesce(ended.many, 0),
        coalesce(ended.failed, 0),
        (select count(*) from orakul.live_workers(known.queue, silence)),
        -- The one that holds all of the queue: its own, before the one over all queues.
        (select to_jsonb(pause) - 'id' || jsonb_build_object('by', orakul.name_of(pause.actor))
            from orakul.standing_pause as pause
            where pause.task is null and (pause.queue is null or pause.queue = known.queue)
            order by pause.queue nulls last
            limit 1)
    from known
    left join unfinished using (queue)
    left join ended using (queue)
    order by known.queue
$$;

CREATE FUNCTION orakul.refuse_traceparent() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'not a traceparent: %', new.traceparent
        using errcode = 'check_violation', constraint = 'task_traceparent_check',
            hint = 'It has the form 00-<32 hex digits>-<16 hex digits>-<2 hex digits>.';
end;
$$;

CREATE FUNCTION orakul.release_jobs_v1(worker bigint, held bigint[], begun bigint[], why text, actor text) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    lost bigint[] := array(
        select job.id
        from procrastinate_jobs as job
        join orakul.task on task.id = job.id
        where job.status = 'doing' and job.worker_id = release_jobs_v1.worker
            and job.id <> all (held)
        order by job.id
        for no key update of job, task skip locked);
begin
    perform set_config('orakul.actor', actor, true);
    perform orakul.give_back_jobs(
        array(select id from unnest(lost) as id where id <> all (begun)), why);
    perform orakul.take_back_jobs(
        array(select id from unnest(lost) as id where id = any (begun)), why);
    return cardinality(lost);
end;
$$;

CREATE FUNCTION orakul.requeue_jobs(ends orakul.attempt_end[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    each orakul.attempt_end;
begin
    foreach each in array ends loop
        continue when each.status is not null;
        perform set_config('orakul.reason', coalesce(each.error, ''), true);
        if (select abort_requested from procrastinate_jobs where id = each.job) then
            each.status := 'aborted';
            perform orakul.finish_jobs(array[each]);
        else
            perform set_config(
                'orakul.outcome', case when each.interrupted then 'interrupted' else '' end, true);
            update procrastinate_jobs as job
            set status = 'todo',
                attempts = attempts + case when each.interrupted then 0 else 1 end,
                worker_id = null,
                scheduled_at = now() + interval '1 second' * coalesce(each.retry_after, 0),
                queueing_lock = orakul.free_queueing_lock(job)
            where id = each.job;
            perform set_config('orakul.outcome', '', true);
        end if;
    end loop;
end;
$$;

CREATE FUNCTION orakul.rescue_jobs_v1(silence interval) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    lost bigint[] := array(
        select job.id
        from procrastinate_jobs as job
        join orakul.task on task.id = job.id
        left join procrastinate_workers as worker on worker.id = job.worker_id
        where job.status = 'doing'
            and (worker.id is null or worker.last_heartbeat < now() - silence)
        order by job.id
        for no key update of job, task skip locked);
    holders bigint[] := array(
        select coalesce(job.worker_id, orakul.worker_of(attempt.worker, attempt.started_at))
        from procrastinate_jobs as job
        join orakul.task_attempt as attempt
            on attempt.task_id = job.id and attempt.finished_at is null
        where job.id = any (lost));
begin
    perform orakul.take_back_jobs(lost, 'the worker died');
    perform orakul.lose_workers(silence, holders);
    return cardinality(lost);
end;
$$;

CREATE FUNCTION orakul.resume_queue_v1(queue text) RETURNS boolean
    LANGUAGE sql
    AS $$
    select orakul.resume_v1(queue, null)
$$;

CREATE FUNCTION orakul.resume_schedule_v1(name text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    was orakul.schedule;
    is_now orakul.schedule;
begin
    select * into was from orakul.schedule
    where schedule.name = resume_schedule_v1.name for no key update;
    if not found then
        return null;
    end if;
    if was.paused_at is null then
        return false;
    end if;
    update orakul.schedule
    set paused_at = null, paused_by = null, pause_reason = null,
        dealt_until = greatest(dealt_until, clock_timestamp())
    where schedule.name = was.name
    returning * into is_now;
    perform orakul.tell_schedule('schedule_resumed', is_now,
        jsonb_build_object('paused', orakul.pause_of_schedule(was)),
        jsonb_build_object('paused', null));
    return true;
end;
$$;

CREATE FUNCTION orakul.resume_v1(queue text, task text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    was orakul.pause;
begin
    perform orakul.end_pauses_v1();
    delete from orakul.pause
    where pause.queue is not distinct from resume_v1.queue
        and pause.task is not distinct from resume_v1.task
    returning * into was;
    if not found then
        return false;
    end if;
    perform orakul.tell_resumed(was);
    perform orakul.wake_workers();
    return true;
end;
$$;

CREATE FUNCTION orakul.retire_alerts_v1(rule bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION orakul.retry_edited_v1(task bigint, args jsonb, person bigint) RETURNS TABLE(was text, obstacle text, successor bigint, made boolean)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    old orakul.task;
    job procrastinate_jobs;
begin
    select * into job from procrastinate_jobs where id = retry_edited_v1.task for no key update;
    select * into old from orakul.task where id = retry_edited_v1.task for no key update;
    select each.was, each.obstacle into was, obstacle
    from orakul.obstacles_v1(
        'retry_edited', array[retry_edited_v1.task], retry_edited_v1.person, null, null) as each;
    made := false;
    if obstacle is null then
        select other.id into successor
        from orakul.task as other
        where other.retry_of = old.id and other.args = retry_edited_v1.args
            and other.state in ('pending', 'in_progress', 'completed')
        order by other.id
        limit 1;
        if successor is null then
            successor := orakul.defer_edited(old, job, retry_edited_v1.args);
            made := true;
        end if;
    end if;
    return next;
end;
$$;

CREATE FUNCTION orakul.retry_task_v1(task bigint) RETURNS text
    LANGUAGE sql
    AS $$
    select case when obstacle in ('gone', 'waiting') then obstacle else was end
    from orakul.act_on_tasks_v1('retry', array[task], null, null, null)
$$;

CREATE FUNCTION orakul.run_schedule_v1(name text) RETURNS TABLE(task bigint, is_new boolean)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    given orakul.schedule;
begin
    is_new := false;
    select * into given from orakul.schedule
    where schedule.name = run_schedule_v1.name for no key update;
    if not found then
        return next;
        return;
    end if;
    begin
        task := (procrastinate_defer_jobs_v1(array[
            row(given.queue, given.task, given.priority, given.lock, given.queueing_lock,
                given.args || jsonb_build_object(
                    'timestamp', floor(extract(epoch from now()))::bigint),
                null)::procrastinate_job_to_defer_v1]))[1];
    exception when unique_violation then
        task := coalesce((
            select job.id from procrastinate_jobs as job
            where job.queueing_lock = given.queueing_lock and job.status = 'todo'), 0);
        return next;
        return;
    end;
    is_new := true;
    update orakul.schedule
    set last_task_id = run_schedule_v1.task, dealt_until = greatest(dealt_until, now())
    where schedule.name = given.name;
    perform orakul.tell_schedule('schedule_run', given,
        jsonb_build_object('last_task_id', given.last_task_id::text),
        jsonb_build_object('last_task_id', task::text));
    return next;
end;
$$;

CREATE TABLE orakul.run (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    source text DEFAULT 'knowledge'::text NOT NULL,
    window_start timestamp with time zone NOT NULL,
    window_end timestamp with time zone NOT NULL,
    created_by bigint,
    task_id bigint,
    trace_id text,
    total integer DEFAULT 0 NOT NULL,
    pending integer DEFAULT 0 NOT NULL,
    approved integer DEFAULT 0 NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    merged integer DEFAULT 0 NOT NULL,
    items_found integer DEFAULT 0 NOT NULL,
    items_kept integer DEFAULT 0 NOT NULL,
    batches_total integer DEFAULT 0 NOT NULL,
    batches_done integer DEFAULT 0 NOT NULL,
    batches_failed integer DEFAULT 0 NOT NULL,
    engine text,
    model text,
    input_tokens bigint DEFAULT 0 NOT NULL,
    output_tokens bigint DEFAULT 0 NOT NULL,
    cost numeric(14,8) DEFAULT 0 NOT NULL,
    accuracy_metrics jsonb,
    error_log jsonb DEFAULT '[]'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    requested_at timestamp with time zone,
    started_at timestamp with time zone,
    prepared_at timestamp with time zone,
    completed_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT run_check CHECK ((window_start < window_end)),
    CONSTRAINT run_check1 CHECK ((LEAST(pending, approved, rejected, merged) >= 0)),
    CONSTRAINT run_check2 CHECK ((total = (((pending + approved) + rejected) + merged))),
    CONSTRAINT run_check3 CHECK (((batches_done + batches_failed) <= batches_total)),
    CONSTRAINT run_check4 CHECK (((state <> ALL (ARRAY['reviewed'::text, 'closed'::text])) OR (pending = 0))),
    CONSTRAINT run_check5 CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT run_check6 CHECK (((state = 'closed'::text) = (accuracy_metrics IS NOT NULL))),
    CONSTRAINT run_source_check CHECK ((source = ANY (ARRAY['knowledge'::text, 'messages'::text, 'both'::text]))),
    CONSTRAINT run_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'completed'::text, 'reviewed'::text, 'closed'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT run_window_finite CHECK (((window_start >= '0001-01-02 00:00:00+00'::timestamp with time zone) AND (window_end <= '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE FUNCTION orakul.run_shape(run orakul.run) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', run.id::text,
        'project', (select slug from orakul.project where project.id = run.project_id),
        'state', run.state,
        'source', run.source,
        'window_start', run.window_start,
        'window_end', run.window_end,
        'counters', jsonb_build_object(
            'total', run.total,
            'pending', run.pending,
            'approved', run.approved,
            'rejected', run.rejected,
            'merged', run.merged),
        'items', jsonb_build_object('found', run.items_found, 'kept', run.items_kept),
        'batches', jsonb_build_object(
            'total', run.batches_total,
            'done', run.batches_done,
            'failed', run.batches_failed),
        'engine', run.engine,
        'model', run.model,
        'tokens', jsonb_build_object('input', run.input_tokens, 'output', run.output_tokens),
        'cost', run.cost::double precision,
        'accuracy_metrics', run.accuracy_metrics,
        'error_log', run.error_log,
        'task_id', run.task_id::text,
        'trace_id', run.trace_id,
        'created_by', orakul.person_shape(run.created_by),
        'created_at', run.created_at,
        'started_at', run.started_at,
        'completed_at', run.completed_at,
        'closed_at', run.closed_at
    )
$$;

CREATE FUNCTION orakul.save_chat_v1(project bigint, external_id bigint, kind text, title text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    may_link boolean := orakul.may_empty_inbox();
    own orakul.chat;
    linked orakul.chat;
begin
    -- Of two who save a chat at once, the second sees what the first made of it.
    perform pg_advisory_xact_lock(
        hashtext('orakul.chat'), hashint8(save_chat_v1.external_id));
    select * into own from orakul.chat
    where chat.source = 'telegram' and chat.external_id = save_chat_v1.external_id
        and chat.project_id = project;
    select * into linked from orakul.chat
    where chat.source = 'telegram' and chat.external_id = save_chat_v1.external_id
        and chat.is_linked;
    if own.id is null and linked.id is null then
        insert into orakul.chat as chat (project_id, external_id, kind, title, is_linked)
        values (project, save_chat_v1.external_id, save_chat_v1.kind,
            coalesce(save_chat_v1.title, ''), may_link)
        returning chat.* into own;
    elsif may_link and own.is_linked is not true then
        own.id := orakul.link_chat(project, own.id, linked);
    end if;
    update orakul.chat
    set title = save_chat_v1.title
    where chat.id = own.id and chat.title <> save_chat_v1.title and save_chat_v1.title <> '';
    return own.id;
end;
$$;

CREATE FUNCTION orakul.save_messages_v1(chat bigint, ingestion bigint, messages jsonb) RETURNS TABLE(id bigint, external_id bigint, outcome text)
    LANGUAGE plpgsql
    AS $$
begin
    return query
    with given as (
        select distinct on (each.external_id) each.*
        from jsonb_to_recordset(messages) as each (
            external_id bigint, kind text, author_id bigint, author_name text,
            sent_at timestamptz, edited_at timestamptz, text text, media text, reply_to bigint,
            thread_id bigint, forwarded_from text, action text)
        order by each.external_id, each.edited_at desc nulls last
    ),
    edited as (
        update orakul.message
        set text = given.text, edited_at = given.edited_at, scored_at = null
        from given
        where message.chat_id = save_messages_v1.chat and message.external_id = given.external_id
            -- Telegram counts whole seconds: of two edits within one, the later comes later.
            and given.edited_at >= coalesce(message.edited_at, message.sent_at)
            and given.text <> message.text
        returning message.id, message.external_id
    ),
    saved as (
        insert into orakul.message as message
            (chat_id, external_id, kind, author_id, author_name, sent_at, edited_at, text, media,
             reply_to, thread_id, forwarded_from, action, ingestion_id)
        select
            save_messages_v1.chat, given.external_id, given.kind, given.author_id,
            given.author_name, given.sent_at, given.edited_at, given.text, given.media,
            given.reply_to, given.thread_id, given.forwarded_from, given.action,
            save_messages_v1.ingestion
        from given
        order by given.external_id
        on conflict on constraint message_chat_id_external_id_key do nothing
        returning message.id, message.external_id
    )
    select saved.id, saved.external_id, 'saved' from saved
    union all
    select edited.id, edited.external_id, 'updated' from edited;
end;
$$;

CREATE FUNCTION orakul.save_profiles_v1(authors jsonb) RETURNS TABLE(telegram_id bigint, person_id bigint)
    LANGUAGE plpgsql
    AS $$
declare
    author record;
    person bigint;
begin
    for author in
        select * from jsonb_to_recordset(authors) as each (
            id bigint, name text, first_name text, last_name text, username text,
            language_code text, is_bot boolean, is_premium boolean)
        order by id
    loop
        update orakul.telegram_profile as profile
        set first_name = coalesce(author.first_name, profile.first_name),
            last_name = coalesce(author.last_name, profile.last_name),
            username = coalesce(author.username, profile.username),
            language_code = coalesce(author.language_code, profile.language_code),
            is_premium = coalesce(author.is_premium, profile.is_premium),
            updated_at = now()
        where profile.telegram_id = author.id
            and (coalesce(author.first_name, profile.first_name),
                coalesce(author.last_name, profile.last_name),
                coalesce(author.username, profile.username),
                coalesce(author.language_code, profile.language_code),
                coalesce(author.is_premium, profile.is_premium))
            is distinct from (profile.first_name, profile.last_name, profile.username,
                profile.language_code, profile.is_premium);
        select profile.person_id into person
        from orakul.telegram_profile as profile where profile.telegram_id = author.id;
        if person is null then
            person := orakul.make_profile(author.id, author.name, coalesce(author.is_bot, false));
            update orakul.telegram_profile as profile
            set first_name = author.first_name,
                last_name = author.last_name,
                username = author.username,
                language_code = author.language_code,
                is_premium = coalesce(author.is_premium, false)
            where profile.telegram_id = author.id;
        end if;
        -- An export calls people what its author likes, the Bot API what they call themselves; who
        -- signs in is called what administrators say.
        update orakul.person as known
        set name = author.name
        where known.id = person and known.role is null and author.first_name is not null
            and known.name <> author.name;
        telegram_id := author.id;
        person_id := person;
        return next;
    end loop;
end;
$$;

CREATE TABLE orakul.saved_view (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    project_id bigint,
    name text NOT NULL,
    search jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT saved_view_name_check CHECK (((name = btrim(name)) AND ((char_length(name) >= 1) AND (char_length(name) <= 100)))),
    CONSTRAINT saved_view_search_check CHECK (((jsonb_typeof(search) = 'object'::text) AND ((search - '{state,q,name,id,owner,project,sort,columns,chart,by,span}'::text[]) = '{}'::jsonb) AND (octet_length((search)::text) <= 8192)))
);

CREATE FUNCTION orakul.saved_view_shape(saved orakul.saved_view) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', saved.id::text,
        'name', saved.name,
        'owner', (
            select jsonb_build_object('id', person.id::text, 'name', person.name)
            from orakul.person
            where person.id = saved.owner_id),
        'project', (select slug from orakul.project where project.id = saved.project_id),
        'search', saved.search,
        'created_at', saved.created_at,
        'changed_at', saved.changed_at
    )
$$;

CREATE FUNCTION orakul.schedule_shape(schedule orakul.schedule) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select jsonb_build_object(
        'name', schedule.name,
        'task', schedule.task,
        'queue', schedule.queue,
        'cron', schedule.cron,
        'paused', orakul.pause_of_schedule(schedule))
$$;

CREATE FUNCTION orakul.search_condition(tree jsonb, upto bigint, propose boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    past boolean := upto is not null;
begin
    return case
        when tree ? 'and' then orakul.all_condition(tree -> 'and', upto, propose)
        when tree ? 'or' then (
            select '(' || string_agg(
                orakul.search_condition(each, upto, propose), ' or ' order by place) || ')'
            from jsonb_array_elements(tree -> 'or') with ordinality as each (each, place))
        when tree ? 'not' then
            format('(%s) is not true', orakul.search_condition(tree -> 'not', upto, false))
        when tree ? 'column' then orakul.column_condition(tree, past)
        when tree ? 'path' then orakul.arg_condition(tree, propose)
        when tree ? 'text' then orakul.text_condition(tree, past, propose)
        when tree ? 'worker' then orakul.worker_condition(tree ->> 'worker', past, propose)
        when tree ? 'ended' then orakul.ended_condition(tree -> 'ended', upto, propose)
        when tree ? 'id_prefix' then orakul.ids_beginning(tree ->> 'id_prefix')
        when tree ? 'owner' then
            orakul.is_among('owner_id', orakul.owners(tree ->> 'owner', tree ->> 'like'))
        when tree ? 'project' then
            orakul.is_among('project_id', case when tree ? 'like'
                then orakul.projects_like(tree ->> 'like')
                else array[orakul.project_called(tree ->> 'project')] end)
    end;
end;
$$;

CREATE FUNCTION orakul.search_words(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select ' ' || btrim(regexp_replace(
        lower(left($1, 4000)), '[\x01-\x20!-/:-@\[-`{-~]+', ' ', 'g'))
$_$;

CREATE FUNCTION orakul.searchable_args(task orakul.task) RETURNS jsonb
    LANGUAGE plpgsql STABLE COST 2000 PARALLEL SAFE
    AS $$
declare
    args jsonb := orakul.shown_args(task);
begin
    if args::text ~* (
        orakul.secret_names() || '|\d{6}:|sk-|eyJ|://|bearer|basic')
    then
        return orakul.without_secrets(args);
    end if;
    return args;
end;
$$;

CREATE FUNCTION orakul.secret_names() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select 'token|password|passwd|api[-_]?key|authorization|cookie|secret'
$$;

CREATE FUNCTION orakul.series_of_tasks_statement(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, since timestamp with time zone, until timestamp with time zone, start timestamp with time zone, step interval, split_by text, most integer, durations boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    condition text := orakul.tasks_condition(
        reader, states, name, owner, project, id_prefix, search, null);
    key_ text;
    of_attempt text := 'null as worker, null::timestamptz as due_at,'
        ' null::timestamptz as started_at, null::timestamptz as finished_at';
    attempt text := '';
    -- Where nothing is measured, what is alike is counted at once.
    counted text := 'count(*)::integer as ended,'
        ' (count(*) filter (where ended.state = ''failed''))::integer as failed';
    grouped text := 'group by 1, 2';
    percentiles text := 'null::double precision[], null::double precision[]';
begin
    select expression into strict key_
    from (values
        ('none', $s$''$s$),
        ('queue', 'ended.queue'),
        ('name', 'ended.name'),
        ('worker', $s$coalesce(ended.worker, '')$s$),
        ('state', 'ended.state')
    ) as divided (name, expression)
    where divided.name = split_by;
    if durations or split_by = 'worker' then
        of_attempt := 'attempt.worker, attempt.due_at, attempt.started_at, attempt.finished_at';
        attempt := 'left join orakul.task_attempt as attempt'
            ' on attempt.task_id = task.id and attempt.number = task.attempt';
    end if;
    if durations then
        counted := '1 as ended, (ended.state = ''failed'')::integer as failed,'
            ' 1000 * date_part(''epoch'', ended.started_at - ended.due_at) as wait,'
            ' 1000 * date_part(''epoch'', ended.finished_at - ended.started_at) as run';
        grouped := '';
        percentiles := 'percentile_cont(array[0.5, 0.95, 0.99]) within group (order by wait),'
            ' percentile_cont(array[0.5, 0.95, 0.99]) within group (order by run)';
    end if;
    return format($statement$
        with ended as (
            select
                task.queue, task.name, task.state, task.finished_at as at, %8$s
            from orakul.task
            %9$s
            where task.finished_at >= %2$L::timestamptz and task.finished_at < %3$L::timestamptz
                and %6$s
            union all
            select
                task.queue, task.name, earlier.ended_as, earlier.finished_at, earlier.worker,
                earlier.due_at, earlier.started_at, earlier.finished_at
            from orakul.earlier_end as earlier
            join orakul.task on task.id = earlier.task_id
            where earlier.finished_at >= %2$L::timestamptz
                and earlier.finished_at < %3$L::timestamptz
                and earlier.finished_at is distinct from task.finished_at
                and %6$s
        ),
        measured as materialized (
            select
                %1$s as key,
                floor(date_part('epoch', ended.at - %4$L::timestamptz)
                    / date_part('epoch', %5$L::interval))::integer as bucket,
                %10$s
            from ended
            %11$s
        ),
        series as (
            select key, row_number() over (order by sum(ended) desc, key) as place
            from measured group by key
        )
        select
            case when place <= %7$s then nullif(key, '') end,
            place > %7$s,
            bucket,
            sum(ended),
            sum(failed),
            %12$s
        from measured join series using (key)
        group by 1, 2, least(place, %7$s + 1), 3
        order by least(place, %7$s + 1), 3
        $statement$, key_, since, until, start, step, condition, most, of_attempt, attempt,
        counted, grouped, percentiles);
end;
$_$;

CREATE FUNCTION orakul.series_of_tasks_v2(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, since timestamp with time zone, until timestamp with time zone, start timestamp with time zone, step interval, split_by text, most integer, durations boolean) RETURNS TABLE(key text, is_rest boolean, bucket integer, ended bigint, failed bigint, wait double precision[], run double precision[])
    LANGUAGE plpgsql STABLE
    SET work_mem TO '64MB'
    AS $$
begin
    return query execute orakul.series_of_tasks_statement(
        reader, states, name, owner, project, id_prefix, search, since, until, start, step,
        split_by, most, durations);
end;
$$;

CREATE TABLE orakul.session (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    person_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    address inet,
    user_agent text
);

CREATE FUNCTION orakul.session_shape(session orakul.session) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', session.id::text,
        'owner', orakul.person_shape(session.person_id),
        'address', host(session.address),
        'user_agent', session.user_agent,
        'created_at', session.created_at,
        'seen_at', (select seen_at from orakul.session_use where session_id = session.id),
        'expires_at', session.expires_at
    )
$$;

CREATE FUNCTION orakul.setting(name text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select nullif(current_setting('orakul.' || name, true), '')
$$;

CREATE FUNCTION orakul.settle_dead_letters_v1(ids bigint[], reader bigint, discard boolean) RETURNS TABLE(id bigint, outcome text)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    outcomes orakul.action_outcome[];  -- each with why it is left alone
    allowed bigint[];
    free bigint[];
begin
    -- Whoever owns a task of a project that they have left only looks at it.
    outcomes := array(
        select row(asked.id, seen.state, case
            when seen.id is null then 'unknown'
            when reader is not null and seen.project_id is not null
                and coalesce(member.role, 'viewer') = 'viewer' then 'denied'
        end)::orakul.action_outcome
        from (select distinct unnest(ids) as id) as asked
        left join orakul.task as seen
            on seen.id = asked.id and (reader is null or seen.owner_id = reader)
        left join orakul.project_member as member
            on member.project_id = seen.project_id and member.person_id = reader);
    allowed := array(select each.id from unnest(outcomes) as each where each.obstacle is null);
    perform from procrastinate_jobs as job
    where job.id = any (allowed) order by job.id for no key update;
    perform from orakul.task as task
    where task.id = any (allowed) order by task.id for no key update;

    -- What they are now, they stay until this is committed.
    outcomes := array(
        select row(asked.id, task.state, coalesce(asked.obstacle, case
            when task.id is null then 'unknown'
            when task.state <> 'failed' then task.state
            when task.discarded_at is not null and discard then 'unchanged'
            when task.discarded_at is not null then 'discarded'
        end))::orakul.action_outcome
        from unnest(outcomes) as asked
        left join orakul.task on task.id = asked.id);
    free := array(select each.id from unnest(outcomes) as each where each.obstacle is null);
    if discard then
        perform set_config('orakul.action', 'discard', true);
        update orakul.task
        set discarded_at = clock_timestamp(),
            discarded_by = orakul.current_actor(),
            discard_reason = orakul.setting('reason')
        where id = any (free);
        perform set_config('orakul.action', '', true);
    else
        outcomes := array(
            select row(asked.id, asked.was, coalesce(asked.obstacle, acted.obstacle))
                ::orakul.action_outcome
            from unnest(outcomes) as asked
            left join orakul.act_on_tasks_v1('retry', free, null, null, null) as acted
                on acted.id = asked.id);
    end if;
    return query
    select each.id, coalesce(each.obstacle, 'done') from unnest(outcomes) as each order by each.id;
end;
$$;

CREATE FUNCTION orakul.settle_experiment(task orakul.task) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform orakul.end_experiment_v1(
        experiment.id,
        task.state,
        orakul.why_ended(task))
    from orakul.experiment
    where experiment.task_id = task.id;
end;
$$;

CREATE FUNCTION orakul.settle_extraction(task orakul.task) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform orakul.fail_extraction_v1(
        extraction.id,
        orakul.why_ended(task))
    from orakul.extraction
    where extraction.task_id = task.id;
end;
$$;

CREATE FUNCTION orakul.settle_ingestion(task orakul.task) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    ended orakul.ingestion;
begin
    update orakul.ingestion
    set state = task.state,
        error = orakul.why_ended(task),
        finished_at = clock_timestamp()
    where ingestion.task_id = task.id and state in ('pending', 'running')
    returning * into ended;
    if ended.id is not null then
        perform orakul.emit_v1(
            'ingestion', 'ingestion.' || task.state, 'project', ended.project_id, null,
            jsonb_build_object('ingestion', jsonb_build_object(
                'id', ended.id::text, 'state', ended.state, 'error', ended.error,
                'total', ended.total, 'done', ended.done)));
    end if;
end;
$$;

CREATE FUNCTION orakul.settle_run(task orakul.task) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform orakul.fail_run_v1(
        run.id,
        orakul.why_ended(task))
    from orakul.run
    where run.task_id = task.id;
end;
$$;

CREATE FUNCTION orakul.settle_work() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'on'
    SET enable_nestloop TO 'on'
    SET plan_cache_mode TO 'auto'
    AS $$
begin
    case new.name
        when 'ingest_telegram_messages_task' then perform orakul.settle_ingestion(new);
        when 'extract_knowledge_from_messages_task' then perform orakul.settle_extraction(new);
        when 'execute_analysis_run' then perform orakul.settle_run(new);
        when 'execute_classification_experiment' then perform orakul.settle_experiment(new);
        else null;
    end case;
    return null;
end;
$$;

CREATE FUNCTION orakul.shown_address(address text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select case when address like '%[hidden]' then address
        else regexp_replace(address, '^([^/]+//[^/?#]+[/?#].{0,4}).+$', '\1[hidden]') end
$_$;

CREATE FUNCTION orakul.shown_args(task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select case
        when jsonb_typeof(readable.args) <> 'object' then
            orakul.without_likely_secrets(readable.args)
        else readable.args
            || orakul.without_likely_secrets(
                readable.args - coalesce(orakul.declared_args(kind), '{}'))
            || coalesce((
                select jsonb_object_agg(key, '[hidden]'::text)
                from unnest(kind.secrets) as key
                where readable.args ? key), '{}')
        end
    from (
        select case when orakul.is_deep(task.args)
            then orakul.without_depths(task.args) else task.args end as args
        offset 0 -- so that it is looked at once
    ) as readable
    left join orakul.task_kind as kind on kind.name = task.name
$$;

CREATE FUNCTION orakul.shown_result(task orakul.task, most integer) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select case
        when octet_length(task.result::text) <= most and not orakul.is_deep(task.result)
            then jsonb_build_object('result', task.result, 'result_url', null)
        else jsonb_build_object('result', null, 'result_url', case
            when task.result is not null then '/api/tasks/' || task.id || '/result' end)
    end
$$;

CREATE FUNCTION orakul.shown_target(target jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select target || coalesce(
        (select jsonb_object_agg(name, orakul.shown_address(target ->> name))
        from unnest(array['url', 'base_url']) as name
        where target ? name), '{}')
$$;

CREATE FUNCTION orakul.shown_task(task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select orakul.task_shape(task)
        || jsonb_build_object('args', orakul.shown_args(task), 'args_cut', false)
        || orakul.shown_result(task, 1024 * 1024)
$$;

CREATE FUNCTION orakul.sign_in_subject(email text, address inet) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select encode(sha256(convert_to(lower(sign_in_subject.email), 'UTF8')), 'hex')
        || coalesce(' ' || (
            select orakul.network_of(sign_in_subject.address)
            from orakul.session
            join orakul.person on person.id = session.person_id
            where lower(person.email) = lower(sign_in_subject.email)
                and orakul.network_of(session.address)
                    = orakul.network_of(sign_in_subject.address)
                and session.created_at > clock_timestamp() - interval '90 days'
            limit 1
        )::text, '')
$$;

CREATE FUNCTION orakul.sort_of_tasks(sort text) RETURNS TABLE(expression text, type text, nullable boolean, none_last boolean, by_age boolean, joined text)
    LANGUAGE sql STABLE
    AS $$
    select expression, type, nullable, none_last, by_age, case name
        when 'owner' then 'left join orakul.person as owner on owner.id = task.owner_id'
        when 'project' then 'left join orakul.project on project.id = task.project_id'
        -- As orakul.last_attempt has it.
        when 'wait' then last_attempt
        when 'run' then last_attempt
        else '' end
    from (values
        ('left join orakul.task_attempt as last on last.task_id = task.id'
            ' and last.number = task.attempt and last.started_at = task.started_at')
    ) as joining (last_attempt)
    cross join (values
        ('id', 'task.id', 'bigint', false, false, false),
        ('name', 'task.name', 'text', false, false, true),
        ('queue', 'task.queue', 'text', false, false, true),
        ('state', 'array_position(orakul.task_states(), task.state)',
            'bigint', false, false, true),
        ('owner', 'owner.name', 'text', true, true, true),
        ('project', 'project.slug', 'text', true, true, true),
        ('priority', 'task.priority', 'bigint', false, false, true),
        ('created_at', 'task.created_at', 'timestamptz', false, false, false),
        ('scheduled_at', 'task.scheduled_at', 'timestamptz', true, false, false),
        ('started_at', 'task.started_at', 'timestamptz', true, false, false),
        ('finished_at', 'task.finished_at', 'timestamptz', true, false, false),
        ('wait', 'case when task.state = ''pending'' then orakul.still_since(orakul.due_at(task))'
            ' else orakul.ms_between(last.due_at, last.started_at) end',
            'bigint', true, true, false),
        ('run', 'case when task.state = ''in_progress'' then orakul.still_since(task.started_at)'
            ' else orakul.ms_between(last.started_at, last.finished_at) end',
            'bigint', true, true, false),
        ('attempt', 'task.attempt', 'bigint', false, false, false),
        ('max_attempts', 'task.max_attempts', 'bigint', true, false, false),
        ('progress', 'task.progress_done::double precision / nullif(task.progress_total, 0)',
            'double precision', true, true, false),
        ('error', 'left(task.error, 100)', 'text', true, false, false),
        ('trace_id', 'task.trace_id', 'text', false, false, false)
    ) as sortable (name, expression, type, nullable, none_last, by_age)
    where name = sort
    union all
    select
        format('case when %s then orakul.arg_key(arg.found, %L, %L) end',
            case when orakul.names_likely_secret(path)
                then format('task.name = any (%L::text[])', orakul.kinds_showing(path))
                else format('task.name <> all (%L::text[])', orakul.kinds_hiding(path)) end,
            not orakul.names_secret(path), not orakul.is_in_secret(path)),
        'jsonb', true, true, false,
        -- A name with points in it goes before a way inwards.
        format('cross join lateral (select coalesce(task.args -> %L, task.args #> %L) as found'
            ' offset 0) as arg', path, string_to_array(path, '.'))
    from substr(sort, length('args.') + 1) as path
    where sort like 'args.%'
$$;

CREATE FUNCTION orakul.split_llm_usage() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into orakul.llm_spent as before (engine, model, input_tokens, output_tokens, cost)
    select engine, model, input_tokens, output_tokens, cost
    from (
        values
            (old.engine, coalesce(old.model, ''),
                old.input_tokens, old.output_tokens, old.cost),
            (new.engine, coalesce(new.model, ''),
                -old.input_tokens, -old.output_tokens, -old.cost)
    ) as share (engine, model, input_tokens, output_tokens, cost)
    order by engine, model
    on conflict (engine, model) do update set
        input_tokens = before.input_tokens + excluded.input_tokens,
        output_tokens = before.output_tokens + excluded.output_tokens,
        cost = before.cost + excluded.cost;
    return null;
end;
$$;

CREATE FUNCTION orakul.start_worker_v1(name text, host text, pid integer, version text, queues text[], concurrency integer, schedules text[], task_names text[] DEFAULT NULL::text[]) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    started orakul.worker;
begin
    perform set_config('orakul.actor', 'worker:' || start_worker_v1.name, true);
    insert into orakul.worker
        (id, name, host, pid, version, queues, concurrency, schedules, task_names)
    select
        worker_id, start_worker_v1.name, start_worker_v1.host, start_worker_v1.pid,
        start_worker_v1.version, start_worker_v1.queues, start_worker_v1.concurrency,
        start_worker_v1.schedules, start_worker_v1.task_names
    from procrastinate_register_worker_v1()
    returning * into started;
    perform orakul.tell_worker('worker_started', started, '{}');
    return started.id;
end;
$$;

CREATE FUNCTION orakul.steered(task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'state', task.state,
        'cancelling', task.cancelling,
        'priority', task.priority,
        'scheduled_at', task.scheduled_at,
        'discarded', task.discarded_at is not null)
$$;

CREATE FUNCTION orakul.still_since(at timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select 1000000000000000
        - floor(1000 * extract(epoch from at - timestamptz '1970-01-01T00:00:00Z'))::bigint
$$;

CREATE FUNCTION orakul.stop_worker_v1(worker bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    stopped orakul.worker;
begin
    perform from procrastinate_jobs as job
    where job.worker_id = stop_worker_v1.worker and job.status = 'doing'
    order by job.id for no key update;
    update orakul.worker set stopped_at = clock_timestamp()
    where id = stop_worker_v1.worker and stopped_at is null
    returning * into stopped;
    if found then
        perform set_config('orakul.actor', 'worker:' || stopped.name, true);
        perform orakul.tell_worker('worker_stopped', stopped, '{}');
    end if;
    delete from procrastinate_workers where id = stop_worker_v1.worker;
end;
$$;

CREATE FUNCTION orakul.store_outcomes(ends orakul.attempt_end[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    ids bigint[] := array(select each.job from unnest(ends) as each);
begin
    update orakul.task
    set result = coalesce(each.result, task.result),
        error = coalesce(each.error, task.error),
        fingerprint = coalesce(each.fingerprint, task.fingerprint)
    from unnest(ends) as each
    where task.id = any (ids) and task.id = each.job
        and (each.result is not null or each.error is not null);

    update orakul.task_attempt as attempt
    set error = each.error,
        error_class = each.error_class,
        traceback = each.traceback,
        fingerprint = each.fingerprint,
        frame = each.frame,
        error_pattern = each.error_pattern,
        frames = nullif(each.frames, 'null')
    from unnest(ends) as each
    where attempt.task_id = any (ids) and attempt.task_id = each.job
        and attempt.number = each.attempt
        and each.error is not null;
end;
$$;

CREATE FUNCTION orakul.survey_bulk_v1(action text, ids bigint[], person bigint, priority integer, at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    with outcome as materialized (
        select id, was, obstacle
        from orakul.obstacles_to_many_v1(
            survey_bulk_v1.action, ids, survey_bulk_v1.person, survey_bulk_v1.priority,
            survey_bulk_v1.at)
    )
    select jsonb_build_object(
        'total', (select count(*) from outcome),
        'would_change', (select count(*) from outcome where obstacle is null),
        'states', (
            select coalesce(jsonb_object_agg(was, many), '{}')
            from (
                -- What was deleted since it was chosen is in no state.
                select was, count(*) as many from outcome
                where was is not null group by was) as counted),
        'skipped', (
            select coalesce(jsonb_object_agg(obstacle, many), '{}')
            from (
                select obstacle, count(*) as many from outcome
                where obstacle is not null group by obstacle) as counted),
        'samples', (
            select coalesce(jsonb_agg(orakul.listed_task(task) order by task.id), '[]')
            from (
                select id from outcome where obstacle is null order by id limit 5) as first
            join orakul.task on task.id = first.id))
$$;

CREATE FUNCTION orakul.take_back_jobs(ids bigint[], why text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if ids = '{}' then
        return;
    end if;
    perform set_config('orakul.actor', 'system:rescue', true);
    perform set_config('orakul.reason', why, true);
    perform set_config('orakul.outcome', 'lost', true);

    update orakul.task_attempt
    set error = why, error_class = 'Lost', error_pattern = why,
        fingerprint = orakul.fingerprint_of('Lost', why)
    where task_id = any (ids) and finished_at is null;
    update orakul.task set error = why, fingerprint = orakul.fingerprint_of('Lost', why)
    where id = any (ids);

    update procrastinate_jobs as job
    set status = case
            when job.abort_requested then 'aborted'
            when job.attempts + 1 >= kind.max_attempts then 'failed'  -- as its worker decides
            else 'todo'
        end::procrastinate_job_status,
        abort_requested = false,
        attempts = job.attempts + 1,
        worker_id = null,
        scheduled_at = null,
        queueing_lock = null  -- another may wait under it by now
    from orakul.task
    left join orakul.task_kind as kind on kind.name = task.name
    where job.id = any (ids) and task.id = any (ids) and task.id = job.id;

    perform set_config('orakul.outcome', '', true);
    perform orakul.wake_workers();
end;
$$;

CREATE FUNCTION orakul.tally_tasks_v1(most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    seen bigint;
    upto bigint;
    found_ integer;
begin
    if not pg_try_advisory_xact_lock(hashtext('orakul.task_tally')) then
        return 0;
    end if;
    seen := (select position from orakul.task_tally_cursor);
    select max(position), count(*) into upto, found_
    from (
        select position from orakul.event where position > seen order by position limit most
    ) as page;
    insert into orakul.task_tally as tally (kind, name, queue, outcome, le, count, seconds)
    select
        kind, name, queue, outcome,
        (select min(bound) from unnest(orakul.duration_bounds()) as bound where bound >= seconds),
        count(*), sum(seconds)
    from (
        select
            told #>> '{task,name}' as name,
            told #>> '{task,queue}' as queue,
            case told ->> 'previous_status' when 'pending' then 'wait' else 'run' end as kind,
            case
                when told ->> 'previous_status' = 'pending' then ''
                when told ->> 'new_status' <> 'pending' then told ->> 'new_status'
                when told ->> 'outcome' = 'interrupted' then 'interrupted'
                else 'retried'
            end as outcome,
            greatest(0, least(
                (told ->> 'duration_ms')::double precision / 1000,
                case told ->> 'previous_status' when 'pending' then extract(epoch from
                    (told ->> 'timestamp')::timestamptz
                    - (told #>> '{task,scheduled_at}')::timestamptz) end)) as seconds
        from orakul.event
        -- Taken apart once, not for each of the columns.
        cross join lateral (select event.data::jsonb as told offset 0) as read
        where position > seen and position <= upto
            and topic = 'tasks' and name = 'task_changed'
            and (told ->> 'previous_status' = 'pending' and told ->> 'new_status' = 'in_progress'
                or told ->> 'previous_status' = 'in_progress'
                    and told ->> 'new_status' <> 'in_progress'
                    and told ->> 'outcome' is distinct from 'unbegun')
    ) as lasted
    where name is not null and queue is not null and seconds is not null
    group by 1, 2, 3, 4, 5
    on conflict (kind, name, queue, outcome, le) do update
    set count = tally.count + excluded.count, seconds = tally.seconds + excluded.seconds;
    update orakul.task_tally_cursor set position = upto where upto is not null;
    return found_;
end;
$$;

CREATE FUNCTION orakul.task_event(task orakul.task, was_state text, was_since timestamp with time zone, owner_name text, project_slug text, worker text, wait_ms bigint, run_ms bigint) RETURNS json
    LANGUAGE sql
    AS $$
    select json_build_object(
        'task_id', task.id::text,
        'new_status', task.state,
        'previous_status', was_state,
        'duration_ms', orakul.ms_between(was_since, task.state_since),
        'timestamp', clock_timestamp(),
        'task', orakul.task_fields(task, owner_name, project_slug, worker, wait_ms, run_ms)
    )
$$;

CREATE FUNCTION orakul.task_fields(task orakul.task, owner_name text, project_slug text, worker text, wait_ms bigint, run_ms bigint) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object(
        'id', task.id::text,
        'name', task.name,
        'queue', task.queue,
        'state', task.state,
        'cancelling', task.cancelling,
        'owner', case when task.owner_id is not null then
            json_build_object('id', task.owner_id::text, 'name', owner_name) end,
        'project', project_slug,
        'priority', task.priority,
        'created_at', task.created_at,
        'scheduled_at', task.scheduled_at,
        'due_at', orakul.due_at(task),
        'started_at', task.started_at,
        'finished_at', task.finished_at,
        'wait_ms', wait_ms,
        'run_ms', run_ms,
        'attempt', task.attempt,
        'max_attempts', task.max_attempts,
        'worker', worker,
        'progress', case when task.progress_total is not null then json_build_object(
            'done', task.progress_done,
            'total', task.progress_total,
            'note', task.progress_note,
            'percent', case when task.progress_total > 0 then
                least(100, round(100.0 * task.progress_done / task.progress_total, 1)) end,
            'eta_seconds', case
                when task.state = 'in_progress' and task.progress_attempt = task.attempt
                then task.progress_eta end) end,
        'error', task.error,
        'discarded', case when task.discarded_at is not null then json_build_object(
            'at', task.discarded_at,
            'actor', task.discarded_by,
            'reason', task.discard_reason) end,
        'trace_id', task.trace_id,
        'retry_of', task.retry_of::text
    )
$$;

CREATE TABLE orakul.task_item (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    category text NOT NULL,
    priority text NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    parent_id bigint,
    assignee_id bigint,
    due date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT task_item_category_check CHECK ((category = ANY (ARRAY['bug'::text, 'feature'::text, 'improvement'::text, 'question'::text, 'chore'::text, 'docs'::text]))),
    CONSTRAINT task_item_priority_check CHECK ((priority = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CONSTRAINT task_item_status_check CHECK ((status = ANY (ARRAY['open'::text, 'in_progress'::text, 'completed'::text, 'closed'::text]))),
    CONSTRAINT task_item_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);

CREATE FUNCTION orakul.task_item_shape(item orakul.task_item) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', item.id::text,
        'project', (select slug from orakul.project where project.id = item.project_id),
        'title', item.title,
        'description', item.description,
        'category', item.category,
        'priority', item.priority,
        'status', item.status,
        'tags', item.tags,
        'parent_id', item.parent_id::text,
        'assignee', orakul.person_shape(item.assignee_id),
        'due', item.due,
        'sources', array(
            select source.message_id::text
            from orakul.task_item_source as source
            where source.item_id = item.id
            order by source.message_id),
        'created_at', item.created_at
    )
$$;

CREATE FUNCTION orakul.task_lexemes(args jsonb, error text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
declare
    most constant integer := 1000;
    lexemes text[] := orakul.cut_words(orakul.args_words(args));
    short text[];
begin
    if jsonb_typeof(args) = 'object' then
        short := array(
            select left(key || '=' || lower(item #>> '{}'), 100)
            from jsonb_each(args)
            cross join orakul.arg_values(value, '{}') as item
            where length(item #>> '{}') <= 12
            limit most + 1);
        lexemes := lexemes || short[:most]
            || case when cardinality(short) > most then array['='] end
            || case when length(args::text) > 4000 then array['=='] end;
    end if;
    if error is not null then
        lexemes := lexemes
            || orakul.cut_words(replace(orakul.search_words(error), ' ', ' !'));
    end if;
    return array_to_tsvector(array_remove(lexemes, '!'));
end;
$$;

CREATE FUNCTION orakul.task_names() RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
    with recursive each (name) as (
        (select name from orakul.task order by name limit 1)
        union all
        select (select task.name from orakul.task where task.name > each.name
            order by task.name limit 1)
        from each where each.name is not null
    )
    select name from each where name is not null
$$;

CREATE TABLE orakul.task_proposal (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    batch integer NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    category text NOT NULL,
    priority text NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    due date,
    confidence double precision NOT NULL,
    reasoning text NOT NULL,
    engine text NOT NULL,
    recommendation text DEFAULT 'new_task'::text NOT NULL,
    similar_item_id bigint,
    similar_proposal_id bigint,
    similarity double precision,
    edited boolean DEFAULT false NOT NULL,
    item_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    reviewed_by bigint,
    reviewed_at timestamp with time zone,
    review_note text,
    reasons jsonb,
    CONSTRAINT task_proposal_category_check CHECK ((category = ANY (ARRAY['bug'::text, 'feature'::text, 'improvement'::text, 'question'::text, 'chore'::text, 'docs'::text]))),
    CONSTRAINT task_proposal_check CHECK (((state = 'pending'::text) = (reviewed_at IS NULL))),
    CONSTRAINT task_proposal_check1 CHECK (((state = ANY (ARRAY['approved'::text, 'merged'::text])) = (item_id IS NOT NULL))),
    CONSTRAINT task_proposal_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT task_proposal_priority_check CHECK ((priority = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CONSTRAINT task_proposal_reasons_check CHECK ((jsonb_typeof(reasons) = 'array'::text)),
    CONSTRAINT task_proposal_recommendation_check CHECK ((recommendation = ANY (ARRAY['new_task'::text, 'update_existing'::text, 'merge'::text, 'reject'::text]))),
    CONSTRAINT task_proposal_similarity_check CHECK (((similarity >= (0)::double precision) AND (similarity <= (1)::double precision))),
    CONSTRAINT task_proposal_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'merged'::text]))),
    CONSTRAINT task_proposal_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);

CREATE FUNCTION orakul.task_proposal_shape(proposal orakul.task_proposal) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', proposal.id::text,
        'run_id', proposal.run_id::text,
        'project', (
            select project.slug
            from orakul.run
            join orakul.project on project.id = run.project_id
            where run.id = proposal.run_id),
        'batch', proposal.batch,
        'state', proposal.state,
        'title', proposal.title,
        'description', proposal.description,
        'category', proposal.category,
        'priority', proposal.priority,
        'tags', proposal.tags,
        'due', proposal.due,
        'confidence', round(proposal.confidence::numeric, 4),
        'reasoning', proposal.reasoning,
        'reasons', proposal.reasons,
        'engine', proposal.engine,
        'recommendation', proposal.recommendation,
        'similar', case
            when proposal.similar_item_id is not null then jsonb_build_object(
                'kind', 'task_item',
                'id', proposal.similar_item_id::text,
                'title', (
                    select item.title from orakul.task_item as item
                    where item.id = proposal.similar_item_id),
                'score', round(proposal.similarity::numeric, 4))
            when proposal.similar_proposal_id is not null then jsonb_build_object(
                'kind', 'proposal',
                'id', proposal.similar_proposal_id::text,
                'title', (
                    select other.title from orakul.task_proposal as other
                    where other.id = proposal.similar_proposal_id),
                'score', round(proposal.similarity::numeric, 4))
        end,
        'edited', proposal.edited,
        'sources', array(
            select source.message_id::text
            from orakul.task_proposal_source as source
            where source.proposal_id = proposal.id
            order by source.message_id),
        'item_id', proposal.item_id::text,
        'created_at', proposal.created_at,
        'reviewed_by', orakul.person_shape(proposal.reviewed_by),
        'reviewed_at', proposal.reviewed_at,
        'review_note', proposal.review_note
    )
$$;

CREATE FUNCTION orakul.task_queues() RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
    with recursive each (queue) as (
        (select queue from orakul.task order by queue limit 1)
        union all
        select (select task.queue from orakul.task where task.queue > each.queue
            order by task.queue limit 1)
        from each where each.queue is not null
    )
    select queue from each where queue is not null
$$;

CREATE FUNCTION orakul.task_shape(task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    SET "TimeZone" TO 'UTC'
    AS $$
    select orakul.task_fields(
        task,
        (select name from orakul.person where person.id = task.owner_id),
        (select slug from orakul.project where project.id = task.project_id),
        last.worker, last.wait_ms, last.run_ms)::jsonb
    from (values (true)) as this
    left join orakul.last_attempt(task) as last on true
$$;

CREATE FUNCTION orakul.task_states() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select array['pending', 'in_progress', 'completed', 'failed', 'cancelled']
$$;

CREATE FUNCTION orakul.task_workers() RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
    with recursive each (worker) as (
        (select worker from orakul.task_attempt order by worker limit 1)
        union all
        select (select attempt.worker from orakul.task_attempt as attempt
            where attempt.worker > each.worker order by attempt.worker limit 1)
        from each where each.worker is not null
    )
    select worker from each where worker is not null
$$;

CREATE FUNCTION orakul.tasks_as_of(upto bigint) RETURNS SETOF orakul.task
    LANGUAGE sql STABLE
    AS $$
    select
        now.id, now.name, past.queue, past.state, past.state_since, past.cancelling,
        past.priority, now.lock, now.args, past.owner_id, past.project_id, now.parent_id,
        now.root_id, now.created_at, past.scheduled_at, past.started_at, past.finished_at,
        past.attempt, past.max_attempts, past.progress_done, past.progress_total,
        past.progress_note, past.error, past.result, now.traceparent, now.trace_id, now.retry_of,
        past.progress_attempt, now.progress_from, past.progress_eta, now.fingerprint,
        past.discarded_at, past.discarded_by, past.discard_reason
    from orakul.task as now
    left join lateral (
        select position
        from orakul.event
        where task_id = now.id and position > upto and topic = 'tasks'
            and name in ('task_created', 'task_changed', 'task_progressed', 'task_discarded')
        order by position
        limit 1
    ) as since on true
    cross join lateral (
        select
            now.queue, now.state, now.state_since, now.cancelling, now.priority, now.owner_id,
            now.project_id, now.scheduled_at, now.started_at, now.finished_at, now.attempt,
            now.max_attempts, now.progress_done, now.progress_total, now.progress_note,
            now.error, now.result, now.progress_attempt, now.progress_eta, now.discarded_at,
            now.discarded_by, now.discard_reason
        where since.position is null
        union all
        select
            shape ->> 'queue',
            shape ->> 'state',
            coalesce((shape ->> 'due_at')::timestamptz, now.created_at),
            (shape -> 'cancelling')::boolean,
            (shape -> 'priority')::integer,
            told.owner_id,
            told.project_id,
            (shape ->> 'scheduled_at')::timestamptz,
            (shape ->> 'started_at')::timestamptz,
            (shape ->> 'finished_at')::timestamptz,
            (shape -> 'attempt')::integer,
            -- Events of earlier releases did not count interrupted attempts.
            case when shape ->> 'max_attempts' is not null then
                greatest((shape ->> 'max_attempts')::integer, (shape -> 'attempt')::integer)
            end,
            (shape #>> '{progress,done}')::bigint,
            (shape #>> '{progress,total}')::bigint,
            shape #>> '{progress,note}',
            shape ->> 'error',
            case when shape ->> 'state' = 'completed' then now.result end,
            (shape -> 'attempt')::integer,
            (shape #>> '{progress,eta_seconds}')::integer,
            (shape #>> '{discarded,at}')::timestamptz,
            shape #>> '{discarded,actor}',
            shape #>> '{discarded,reason}'
        from (
            (select position, owner_id, project_id, data::jsonb -> 'task' as shape
            from orakul.event
            where task_id = now.id and position <= upto and topic = 'tasks'
                and name in ('task_created', 'task_changed', 'task_progressed', 'task_discarded')
            order by position desc
            limit 1)
            union all
            (select position, owner_id, project_id, shape
            from orakul.task_past
            where task_id = now.id and position <= upto
            order by position desc
            limit 1)
            order by position desc
            limit 1
        ) as told
        where since.position is not null
    ) as past
    where now.created_at <= orakul.time_at(upto) + interval '10 seconds'
$$;

CREATE FUNCTION orakul.tasks_condition(reader bigint, states text[], name text, owner text, project text, id_prefix text, search jsonb, upto bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
begin
    return concat_ws(' and ', 'true',
        'task.owner_id = ' || reader,
        case
            when cardinality(states) = 1 then format('task.state = %L', states[1])
            when cardinality(states) > 1 then format('task.state = any (%L::text[])', states)
        end,
        case when name is not null then format('task.name = %L', name) end,
        'task.owner_id = ' || orakul.person_called(owner),
        'task.project_id = ' || orakul.project_called(project),
        orakul.ids_beginning(id_prefix),
        orakul.search_condition(search, upto, upto is null));
end;
$$;

CREATE FUNCTION orakul.tasks_ended_by_workers() RETURNS TABLE(worker_id bigint, ended bigint)
    LANGUAGE sql STABLE
    AS $$
    with recent as materialized (
        select id, attempt, finished_at
        from orakul.task
        where finished_at > statement_timestamp() - interval '5 minutes'
        order by finished_at desc
        limit 10000
    ),
    span as materialized (
        select case when count(*) < 10000 then 1 else
            300 / extract(epoch from statement_timestamp() - min(finished_at)) end as share
        from recent
    ),
    term as materialized (
        select
            id, name, started_at,
            lead(started_at) over (partition by name order by started_at) as until
        from orakul.worker
    )
    select term.id, round(count(*) * max(span.share))::bigint
    from recent
    cross join lateral (
        select attempt.worker, attempt.started_at
        from orakul.task_attempt as attempt
        where attempt.task_id = recent.id and attempt.number = recent.attempt
        offset 0  -- each is looked up: there are a hundred times as many
    ) as last
    join term on term.name = last.worker
        and last.started_at >= term.started_at
        and (term.until is null or last.started_at < term.until)
    cross join span
    group by term.id
$$;

CREATE FUNCTION orakul.tasks_in_order_statement(source text, joined text, condition text, key text, age text, id text, direction text, nulls text, most integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select orakul.listing_statement(
        format($statement$
            select task as row, task.id, %3$s as key, %4$s as age
            from %1$s as task %2$s
            where %5$s
            order by %3$s %7$s nulls %8$s, %4$s %7$s, %6$s %7$s
            limit %9$s
            $statement$, source, joined, key, age, condition, id, direction, nulls, most),
        direction, nulls)
$_$;

CREATE FUNCTION orakul.tasks_of_traces(reader bigint, failed boolean, project text) RETURNS SETOF orakul.task
    LANGUAGE sql STABLE
    AS $$
    select task.*
    from orakul.task
    where (reader is null or task.owner_id = reader)
        and (not failed or task.state = 'failed')
        and (tasks_of_traces.project is null or task.project_id = (
            select orakul.project_called(tasks_of_traces.project)))
$$;

CREATE FUNCTION orakul.tasks_of_worker(worker bigint, reader bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select coalesce(jsonb_agg(
        jsonb_build_object(
            'id', case when reader is null or task.owner_id = reader then task.id::text end,
            'name', case when reader is null or task.owner_id = reader then task.name end,
            'attempt', task.attempt,
            'started_at', task.started_at)
        order by task.started_at, task.id), '[]')
    from procrastinate_jobs as job
    join orakul.task on task.id = job.id
    where job.worker_id = tasks_of_worker.worker and job.status = 'doing'
$$;

CREATE FUNCTION orakul.tell_of_alert(alert orakul.alert, change text) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION orakul.tell_resumed(was orakul.pause) RETURNS void
    LANGUAGE sql
    AS $$
    select orakul.emit_v1('tasks', 'queue_resumed', 'admin', null, null, jsonb_build_object(
        'queue', was.queue,
        'task', was.task,
        'before', orakul.pause_told(was),
        'after', orakul.pause_told(null)))
$$;

CREATE FUNCTION orakul.tell_schedule(event text, schedule orakul.schedule, before jsonb, after jsonb) RETURNS void
    LANGUAGE sql
    AS $$
    select orakul.emit_v1('schedules', event, 'admin', null, null, jsonb_build_object(
        'schedule', orakul.schedule_shape(schedule), 'before', before, 'after', after))
$$;

CREATE FUNCTION orakul.tell_worker(event text, worker orakul.worker, more jsonb) RETURNS void
    LANGUAGE sql
    AS $$
    select orakul.emit_v1('workers', event, 'admin', null, null,
        jsonb_build_object('worker', orakul.worker_shape(worker)) || more)
$$;

CREATE FUNCTION orakul.text_condition(leaf jsonb, past boolean, propose boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    about text := leaf ->> 'of';
    given text := leaf ->> 'text';
    words text := orakul.search_words(given);
    longest text := orakul.longest_word(words);
    quick text := concat_ws(' or ',
        case when about <> 'args' then format('strpos(lower(task.error), %L) > 0', longest) end,
        case when about <> 'error' then
            format('strpos(lower(task.args::text), %L) > 0', longest) end);
    exact text := concat_ws(' or ',
        case when about <> 'args' then
            format('strpos(orakul.search_words(task.error), %L) > 0', words) end,
        case when about <> 'error' then format(
            'strpos(orakul.args_words(orakul.searchable_args(task)), %L) > 0', words) end);
    named text := case when about = 'any' then concat_ws(' or ',
        case
            when past then format('strpos(lower(task.name), lower(%L)) > 0', given)
            else format('task.name = any (%L::text[])', array(
                select name from orakul.task_names() as name
                where strpos(lower(name), lower(given)) > 0)) end,
        orakul.is_among('owner_id', nullif(orakul.owners_meant(given), '{}')),
        case when given ~ '^[1-9][0-9]{0,17}$' then orakul.ids_beginning(given) end) end;
    ids bigint[];
begin
    if longest is null then
        return format('(%s)', coalesce(named, 'false'));
    end if;
    if propose then
        ids := orakul.few_ids(orakul.proposed(
            case about when 'any' then orakul.text_query(words) else orakul.leaf_query(leaf) end));
    end if;
    return case
        when ids is not null then format('(%s)', concat_ws(' or ',
            named, orakul.narrowed('(' || exact || ')', ids)))
        else format('((%s) and (%s))',
            concat_ws(' or ', named, quick), concat_ws(' or ', named, exact))
    end;
end;
$_$;

CREATE FUNCTION orakul.text_lexemes(text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE COST 1000 PARALLEL SAFE
    AS $_$
    select array_to_tsvector(orakul.cut_words(orakul.search_words($1)))
$_$;

CREATE FUNCTION orakul.text_of(atom orakul.atom) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select atom.title || E'\n' || atom.content
$$;

CREATE TABLE orakul.topic (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT topic_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

CREATE FUNCTION orakul.text_of(topic orakul.topic) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select concat_ws(E'\n', topic.name, topic.description, array_to_string(topic.keywords, E'\n'))
$$;

CREATE FUNCTION orakul.text_query(words text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select format('(%s) | (%s)', orakul.words_query(words, '!'), orakul.words_query(words, ''))
    where words <> ' '
$$;

CREATE FUNCTION orakul.time_at(place bigint) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select to_timestamp(place / 1000000.0::double precision)
$$;

CREATE TABLE orakul.api_token (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    digest bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    name text DEFAULT ''::text NOT NULL,
    scopes text[] DEFAULT '{read,write,admin}'::text[] NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT api_token_expires_at_check CHECK (((expires_at >= '0001-01-02 00:00:00+00'::timestamp with time zone) AND (expires_at <= '9999-12-31 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT api_token_scopes_check CHECK (((scopes <@ '{read,write,admin,events,metrics}'::text[]) AND (scopes <> '{}'::text[])))
);

CREATE FUNCTION orakul.token_shape(token orakul.api_token) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', token.id::text,
        'owner', orakul.person_shape(token.person_id),
        'name', token.name,
        'scopes', token.scopes,
        'created_at', token.created_at,
        'last_used_at', token.last_used_at,
        'expires_at', token.expires_at
    )
$$;

CREATE FUNCTION orakul.topic_shape(topic orakul.topic) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', topic.id::text,
        'project', (select slug from orakul.project where project.id = topic.project_id),
        'name', topic.name,
        'description', topic.description,
        'keywords', topic.keywords,
        'atoms', (
            select count(*) from orakul.topic_atom as linked where linked.topic_id = topic.id),
        'messages', (
            select count(*) from orakul.message where message.topic_id = topic.id),
        'created_at', topic.created_at
    )
$$;

CREATE FUNCTION orakul.topics_that(reader bigint, projects text[], search text, ids bigint[]) RETURNS SETOF orakul.topic
    LANGUAGE sql STABLE
    AS $$
    select topic.*
    from orakul.topic
    join orakul.project on project.id = topic.project_id
    where (reader is null or exists (
            select from orakul.project_member as member
            where member.project_id = project.id and member.person_id = reader))
        and (projects is null
            or project.slug = any (projects)
            or project.id::text = any (projects))
        and (search is null or strpos(lower(orakul.text_of(topic)), lower(search)) > 0)
        and (topics_that.ids is null or topic.id = any (topics_that.ids))
$$;

CREATE FUNCTION orakul.trace_extent(trace_id text, reader bigint, at timestamp with time zone) RETURNS TABLE(started_at timestamp with time zone, ended_at timestamp with time zone, spans bigint, errors bigint)
    LANGUAGE sql STABLE
    AS $$
    select
        min(part.started_at),
        max(least(part.ended_at, at)),
        count(*),
        count(*) filter (where part.is_error)
    from (
        (
            select
                span.started_at,
                span.started_at + span.duration_us * interval '1 microsecond' as ended_at,
                span.status = 'error' as is_error
            from orakul.span
            where span.trace_id = trace_extent.trace_id and span.started_at <= at
                and (reader is null or span.attributes ->> 'user.id' = reader::text)
            order by span.span_id
            limit 1000
        )
        union all
        (
            select
                attempt.started_at,
                attempt.finished_at,
                attempt.outcome in ('failed', 'lost')
            from (
                select task.id
                from orakul.task
                where task.trace_id = trace_extent.trace_id
                    and (reader is null or task.owner_id = reader)
                order by task.created_at, task.id
                limit 1000
            ) as task
            cross join lateral (
                select one.started_at, one.finished_at, one.outcome
                from orakul.task_attempt as one
                where one.task_id = task.id and one.started_at <= at
                order by one.number
                limit 1000
            ) as attempt
            limit 1000
        )
    ) as part
$$;

CREATE FUNCTION orakul.trace_shape(task orakul.task, reader bigint, at timestamp with time zone) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', task.trace_id,
        'name', coalesce(
            (
                select span.name
                from orakul.span
                where span.trace_id = task.trace_id and span.kind = 'server'
                    and (reader is null or span.attributes ->> 'user.id' = reader::text)
                order by span.started_at, span.span_id
                limit 1
            ),
            task.name),
        'started_at', coalesce(whole.started_at, task.created_at),
        'duration_us', coalesce(
            (extract(epoch from whole.ended_at - whole.started_at) * 1000000)::bigint, 0),
        'spans', whole.spans,
        'errors', whole.errors,
        'is_cut', whole.spans >= 1000,
        'task', jsonb_build_object(
            'id', task.id::text,
            'name', task.name,
            'state', task.state,
            'created_at', task.created_at,
            'project', (select slug from orakul.project where id = task.project_id)))
    from orakul.trace_extent(task.trace_id, reader, at) as whole
$$;

CREATE FUNCTION orakul.traces_that(reader bigint, failed boolean, project text) RETURNS SETOF orakul.task
    LANGUAGE sql STABLE
    AS $$
    select task.*
    from orakul.tasks_of_traces(reader, failed, project) as task
    where exists (
        -- In an order that only the index of traces has: asked otherwise, or as a join, it might
        -- read the whole table, once or for each task.
        select
        from (
            select first.id
            from orakul.tasks_of_traces(
                case when failed or project is not null then reader end, failed, project) as first
            where first.trace_id = task.trace_id
            order by first.created_at, first.id
            limit 1
        ) as first
        where first.id = task.id)
        -- Where every task is asked for, that was the first of all.
        and (reader is null or not failed and project is null or reader = (
            select first.owner_id
            from orakul.task as first
            where first.trace_id = task.trace_id
            order by first.created_at, first.id
            limit 1))
$$;

CREATE FUNCTION orakul.track_changed_jobs() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
    now_ timestamptz := clock_timestamp();
    outcome_ text := orakul.setting('outcome');
    unbegun boolean := coalesce(outcome_ = 'unbegun', false);
    begun bigint[];
    stopped bigint[];
    revived bigint[];
    changed bigint[];
begin
    select
        array_agg(job.id) filter (where job.status = 'doing' and was.status <> 'doing'),
        array_agg(job.id) filter (where was.status = 'doing' and job.status <> 'doing'),
        array_agg(job.id) filter (
            where job.status = 'todo' and was.status in ('failed', 'cancelled', 'aborted')),
        array_agg(job.id) filter (
            where (job.status, job.abort_requested, job.queue_name, job.priority, job.lock,
                job.args, job.scheduled_at)
            is distinct from (was.status, was.abort_requested, was.queue_name, was.priority,
                was.lock, was.args, was.scheduled_at))
    into begun, stopped, revived, changed
    from new_jobs as job
    join old_jobs as was on was.id = job.id;
    if changed is null then
        return null;
    end if;

    if unbegun then
        delete from orakul.task_attempt where task_id = any (stopped) and finished_at is null;
    elsif stopped is not null then
        update orakul.task_attempt as attempt
        set finished_at = now_,
            outcome = coalesce(outcome_, case job.status
                when 'succeeded' then 'completed'
                when 'aborted' then 'cancelled'
                when 'cancelled' then 'cancelled'
                else 'failed'
            end),
            ended_as = case when job.status <> 'todo' then orakul.job_state(job.status) end
        from new_jobs as job
        where attempt.task_id = any (stopped) and attempt.task_id = job.id
            and attempt.finished_at is null;
    end if;

    if begun is not null then
        insert into orakul.task_attempt
            (task_id, number, worker, waited_since, due_at, started_at, trace_id)
        select
            job.id, task.attempt + 1,
            coalesce(
                (select name from orakul.worker where worker.id = job.worker_id),
                'worker ' || job.worker_id, 'unknown'),
            task.state_since, least(now_, greatest(task.state_since, job.scheduled_at)), now_,
            task.trace_id
        from new_jobs as job
        join orakul.task on task.id = job.id and task.id = any (begun);
    end if;

    -- A retry takes the place of an end; what no attempt keeps of it is kept here.
    if revived is not null then
        insert into orakul.waiting_end (task_id, finished_at, ended_as, number, position)
        select task.id, task.finished_at, task.state, task.attempt, coalesce(told.position, 0)
        from orakul.task
        left join lateral (
            select event.position
            from orakul.event
            where event.task_id = task.id
                and event.position >= orakul.position_at(task.finished_at)
            order by event.position desc
            limit 1
        ) as told on true
        where task.id = any (revived) and task.finished_at is not null
            and not exists (
                select from orakul.task_attempt as attempt
                where attempt.task_id = task.id and attempt.number = task.attempt
                    and attempt.finished_at = task.finished_at and attempt.ended_as is not null)
        on conflict do nothing;
    end if;

    update orakul.task
    set queue = job.queue_name,
        priority = job.priority,
        lock = job.lock,
        args = job.args,
        scheduled_at = job.scheduled_at,
        cancelling = job.abort_requested and job.status = 'doing',
        state = job.state,
        state_since = case when job.state = task.state then task.state_since else now_ end,
        attempt = task.attempt + (job.status = 'doing' and task.state <> 'in_progress')::integer
            - unbegun::integer,
        -- The last attempt that there may be: those that were, and what its worker still allows. An
        -- interrupted one cost nothing, and somebody's retry counts anew. A task may be deferred
        -- before the first worker says what it knows of its kind.
        max_attempts = case
            when job.status = 'todo' or task.max_attempts is null then coalesce(
                (select
                    task.attempt - unbegun::integer
                    - (job.status = 'doing' and task.state = 'in_progress')::integer + greatest(
                        kind.max_attempts - job.attempts,
                        (job.status in ('todo', 'doing'))::integer)
                from orakul.task_kind as kind
                where kind.name = task.name and kind.max_attempts is not null),
                task.max_attempts)
            else task.max_attempts
        end,
        started_at = case
            when job.status = 'doing' and task.state <> 'in_progress' then now_
            when unbegun then (
                select attempt.started_at from orakul.task_attempt as attempt
                where attempt.task_id = task.id and attempt.number = task.attempt - 1)
            else task.started_at
        end,
        finished_at = case when job.status in ('todo', 'doing') then null
            when job.state = task.state then task.finished_at
            else now_
        end,
        error = case when job.status = 'succeeded' then null else task.error end,
        -- Whatever takes a task up again, it is not discarded any more.
        discarded_at = case when job.status = 'failed' then task.discarded_at end,
        discarded_by = case when job.status = 'failed' then task.discarded_by end,
        discard_reason = case when job.status = 'failed' then task.discard_reason end
    from (
        select
            id, status, abort_requested, queue_name, priority, lock, args, scheduled_at, attempts,
            orakul.job_state(status) as state
        from new_jobs
        offset 0  -- so that the state is told once for each
    ) as job
    where task.id = any (changed) and task.id = job.id;
    return null;
end;
$$;

CREATE FUNCTION orakul.track_deleted_jobs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform orakul.cancel_deleted(array(select id from old_jobs));
    return null;
end;
$$;

CREATE FUNCTION orakul.track_new_jobs() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
declare
    now_ timestamptz := clock_timestamp();
begin
    insert into orakul.task
        (id, name, queue, state, state_since, priority, lock, args, owner_id, project_id,
         parent_id, root_id, created_at, scheduled_at, finished_at, max_attempts, retry_of,
         traceparent)
    select
        job.id, job.task_name, job.queue_name, orakul.job_state(job.status),
        now_, job.priority, job.lock, job.args,
        coalesce(orakul.setting('owner_id')::bigint, parent.owner_id),
        coalesce(orakul.setting('project_id')::bigint, parent.project_id),
        parent.id, coalesce(parent.root_id, job.id), now_, job.scheduled_at,
        case when job.status not in ('todo', 'doing') then now_ end,
        kind.max_attempts, orakul.setting('retry_of')::bigint,
        coalesce(orakul.setting('traceparent'), parent.traceparent, orakul.new_traceparent())
    from new_jobs as job
    left join orakul.task_kind as kind on kind.name = job.task_name
    left join orakul.task as parent on parent.id = orakul.setting('task_id')::bigint
    order by job.id;

    -- PostgreSQL refuses a channel with a longer name. Our workers hear of all queues on one.
    perform pg_notify(
        channel, json_build_object('type', 'job_inserted', 'job_id', newest)::text)
    from (
        select
            coalesce('procrastinate_queue_v1#' || queue_name, 'procrastinate_any_queue_v1')
                as channel,
            max(id) as newest
        from new_jobs
        where status = 'todo'
        group by grouping sets ((queue_name), ())
    ) as woken
    where newest is not null and octet_length(channel) < 64;
    return null;
end;
$$;

CREATE FUNCTION orakul.track_truncated_jobs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform orakul.cancel_deleted(array(
        select id from orakul.task where state in ('pending', 'in_progress')));
    return null;
end;
$$;

CREATE FUNCTION orakul.uncount_sign_in(address inet) RETURNS void
    LANGUAGE sql
    AS $$
    update orakul.sign_in_count
    set tries = greatest(tries - 1, 0), open_at = least(open_at, clock_timestamp())
    where kind = 'address' and subject = orakul.network_of(uncount_sign_in.address)::text;
$$;

CREATE FUNCTION orakul.value_of_key(key text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case when strpos(key, ' ') > 0 then substr(key, strpos(key, ' ') + 1) end
$$;

CREATE FUNCTION orakul.waits_under(queueing_lock text) RETURNS boolean
    LANGUAGE sql STABLE STRICT
    AS $$
    select exists (
        select from procrastinate_jobs as job
        where job.queueing_lock = waits_under.queueing_lock and job.status = 'todo')
$$;

CREATE FUNCTION orakul.wake_workers() RETURNS void
    LANGUAGE sql
    AS $$
    select pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": 0}')
$$;

CREATE FUNCTION orakul.welcome_sign_in_v1(email text, address inet) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform orakul.uncount_sign_in(welcome_sign_in_v1.address);
    delete from orakul.sign_in_count
    where kind = 'account'
        and subject = orakul.sign_in_subject(
            welcome_sign_in_v1.email, welcome_sign_in_v1.address);
end;
$$;

CREATE FUNCTION orakul.whole_page_statement(source text, condition text, sort text, descending boolean, after_key text, after_id bigint, most integer) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    direction text := case when descending then 'desc' else 'asc' end;
    beyond text := case when descending then '<' else '>' end;
    column_ record;
    nulls text;
    age text := 'null::timestamptz';
    key text := after_key;
    place text := 'task.id'; -- among those that are equal
    after_place text := after_id::text;
    after text := 'true';
begin
    select * into strict column_ from orakul.sort_of_tasks(sort);
    nulls := case when descending and not column_.none_last then 'first' else 'last' end;

    if column_.by_age then
        age := 'task.created_at';
        key := orakul.value_of_key(after_key);
        place := 'task.created_at, task.id';
        after_place := format('%L::timestamptz, %s', split_part(after_key, ' ', 1), after_id);
    end if;
    if after_id is not null then
        after := case
            when key is not null then format('((%s, %s) %s (%L::%s, %s)%s)',
                column_.expression, place, beyond, key, column_.type, after_place,
                case when column_.nullable and nulls = 'last'
                    then format(' or %s is null', column_.expression) else '' end)
            else format('(%1$s is null and (%2$s) %3$s (%4$s)%5$s)',
                column_.expression, place, beyond, after_place,
                case when nulls = 'first'
                    then format(' or %s is not null', column_.expression) else '' end)
        end;
    end if;

    return orakul.tasks_in_order_statement(
        source, column_.joined, format('%s and %s', condition, after), column_.expression, age,
        'task.id', direction, nulls, most);
end;
$_$;

CREATE FUNCTION orakul.why_ended(task orakul.task) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case task.state
        when 'failed' then coalesce(task.error, 'the task failed')
        else concat_ws(': ', 'the task was cancelled', orakul.setting('reason'))
    end
$$;

CREATE FUNCTION orakul.why_failed(task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select jsonb_build_object(
        'attempts', task.attempt,
        'error_class', last.error_class,
        'error', case when length(error.line) > 200
            then left(error.line, 199) || '…' else error.line end)
    from (select split_part(btrim(task.error, E' \r\n'), E'\n', 1)) as error (line)
    left join orakul.task_attempt as last
        on last.task_id = task.id and last.number = task.attempt
$$;

CREATE FUNCTION orakul.why_locked(job public.procrastinate_jobs, reader bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'lock', job.lock,
        'task_id', case when reader is null or task.owner_id = reader then task.id::text end,
        'state', task.state,
        'since', task.state_since)
    from orakul.holders_of(job.lock, job.priority, job.id) as holder
    join orakul.task on task.id = holder.id
    order by holder.status = 'doing' desc, holder.priority desc, holder.id
    limit 1
$$;

CREATE FUNCTION orakul.why_paused(job public.procrastinate_jobs) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'queue', pause.queue,
        'task', pause.task,
        'reason', pause.reason,
        'actor', pause.actor,
        'by', orakul.name_of(pause.actor),
        'at', pause.at,
        'resume_at', pause.resume_at)
    from orakul.pauses_of(job.queue_name, job.task_name) as pause
    order by pause.resume_at desc nulls first, pause.id
    limit 1
$$;

CREATE FUNCTION orakul.why_queued(job public.procrastinate_jobs, silence interval) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    with serving as materialized (
        select worker.queues, worker.task_names,
            worker.task_names is null or job.task_name = any (worker.task_names) as knows
        from orakul.live_workers(job.queue_name, silence) as worker
    ),
    served as materialized (
        select
            count(*) filter (where knows) as workers,
            count(*) filter (where not knows) as unaware,
            coalesce(bool_or(queues is null) filter (where knows), false) as everything,
            coalesce(bool_or(task_names is null) filter (where knows), false) as everything_known,
            array(select distinct unnest(queues) from serving where knows) as queues,
            array(select distinct unnest(task_names) from serving where knows) as known
        from serving
    ),
    before as materialized (
        select count(*) as many, min(ahead.id) as first
        from (
            select other.id
            from procrastinate_jobs as other
            cross join served
            where other.status = 'todo'
                and other.priority >= job.priority
                and (other.priority > job.priority or other.id < job.id)
                and (served.everything or other.queue_name = any (served.queues))
                and (served.everything_known or other.task_name = any (served.known))
                and (other.scheduled_at is null or other.scheduled_at <= statement_timestamp())
                and not exists (select from orakul.pauses_of(other.queue_name, other.task_name))
                and (other.lock is null or not exists (
                    select from orakul.holders_of(other.lock, other.priority, other.id)))
            limit 100001
        ) as ahead
    ),
    line as materialized (
        select greatest(task.state_since, task.scheduled_at,
            statement_timestamp() - interval '5 minutes') as since
        from before
        join orakul.task on task.id = coalesce(before.first, job.id)
    ),
    ended as materialized (
        select count(*) / nullif(extract(epoch from statement_timestamp() - case
            when count(*) < 10000 then greatest(
                min(since), min(started_at) filter (where started_at >= since))
            else min(finished_at) end), 0) as per_second
        from (
            select line.since, task.started_at, task.finished_at
            from orakul.task
            cross join served
            cross join line
            where task.finished_at > line.since
                -- So the planner knows how few they are.
                and task.finished_at > statement_timestamp() - interval '5 minutes'
                and task.state in ('completed', 'failed')
                and (served.everything or task.queue = any (served.queues))
            order by task.finished_at desc
            limit 10000
        ) as recent
    )
    select jsonb_build_object(
        'workers', served.workers,
        'unaware', served.unaware,
        'ahead', case when before.many <= 100000 then before.many end,
        'per_minute', round(60 * nullif(ended.per_second, 0), 1),
        'eta_at', case when served.workers > 0 and before.many <= 100000
            then statement_timestamp()
                + interval '1 second' * ((before.many + 1) / nullif(ended.per_second, 0)) end,
        'last_worker_at', (
            select max(coalesce(process.last_heartbeat, worker.heartbeat_at))
            from orakul.worker
            left join procrastinate_workers as process on process.id = worker.id
            where worker.queues is null or job.queue_name = any (worker.queues)))
    from served, before, ended
$$;

CREATE FUNCTION orakul.why_running(job public.procrastinate_jobs, task orakul.task, silence interval) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'attempt', attempt.number,
        'worker', attempt.worker,
        'started_at', attempt.started_at,
        'heartbeat_at', process.last_heartbeat,
        'silent', process.last_heartbeat is null
            or process.last_heartbeat < statement_timestamp() - silence,
        'cancelling', task.cancelling)
    from orakul.task_attempt as attempt
    left join procrastinate_workers as process on process.id = job.worker_id
    where attempt.task_id = task.id and attempt.number = task.attempt
        and task.state = 'in_progress'
$$;

CREATE FUNCTION orakul.why_scheduled(job public.procrastinate_jobs, task orakul.task) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'at', job.scheduled_at,
        'because', case when last.outcome = 'failed' and not exists (
            select from orakul.event
            where event.task_id = task.id
                and event.position > orakul.position_at(last.finished_at)
                and event.data ->> 'action' in ('reschedule', 'retry')
        ) then 'backoff' else 'schedule' end,
        'attempt', task.attempt + 1,
        'error', last.error)
    from (select) as one
    left join orakul.task_attempt as last
        on last.task_id = task.id and last.number = task.attempt
    where job.scheduled_at > statement_timestamp()
$$;

CREATE FUNCTION orakul.why_stands(why jsonb, silence interval) RETURNS double precision
    LANGUAGE sql STABLE
    AS $$
    select extract(epoch from least(
        (why #>> '{pause,resume_at}')::timestamptz,
        (why #>> '{schedule,at}')::timestamptz,
        (why #>> '{queue,eta_at}')::timestamptz,
        case when why -> 'reasons' ? 'queued' then (
            select min(process.last_heartbeat) + silence
            from orakul.live_workers(why #>> '{queue,name}', silence) as worker
            join procrastinate_workers as process on process.id = worker.id) end,
        case when not (why #>> '{run,silent}')::boolean
            then (why #>> '{run,heartbeat_at}')::timestamptz + silence end
    ) - statement_timestamp())
$$;

CREATE FUNCTION orakul.why_v1(task bigint, reader bigint, silence interval) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select told.why || jsonb_build_object(
        'stands_seconds', orakul.why_stands(told.why, why_v1.silence))
    from orakul.task
    left join procrastinate_jobs as job on job.id = task.id
    left join lateral (
        select
            case when job.status = 'todo' then orakul.why_paused(job) end as pause,
            case when job.status = 'todo' then orakul.why_locked(job, why_v1.reader) end as lock,
            case when job.status = 'todo' then orakul.why_scheduled(job, task) end as schedule,
            case when job.status = 'todo' then orakul.why_queued(job, why_v1.silence) end as queue,
            case when job.status = 'doing'
                then orakul.why_running(job, task, why_v1.silence) end as run
        offset 0  -- each is asked once
    ) as fact on true
    cross join lateral (
        select jsonb_build_object(
            'task_id', task.id::text,
            'state', task.state,
            'since', task.state_since,
            'at', statement_timestamp(),
            'reasons', case task.state
                when 'pending' then coalesce(
                    nullif(array_remove(array[
                        case when fact.pause is not null then 'paused' end,
                        case when fact.lock is not null then 'locked' end,
                        case when fact.schedule is not null then 'scheduled' end,
                        case when fact.queue ->> 'workers' = '0' then 'no_worker' end], null), '{}'),
                    array['queued'])
                when 'in_progress' then coalesce(
                    nullif(array_remove(array[
                        case when (fact.run -> 'silent')::boolean then 'worker_silent' end,
                        case when task.cancelling then 'cancelling' end], null), '{}'),
                    array['running'])
                else array[task.state]
            end,
            'pause', fact.pause,
            'lock', fact.lock,
            'schedule', fact.schedule,
            -- The pace says nothing of a task that something holds.
            'queue', fact.queue || jsonb_build_object('name', task.queue)
                || case when coalesce(fact.pause, fact.lock, fact.schedule) is not null
                    then '{"eta_at": null}'::jsonb else '{}' end,
            'run', fact.run,
            'failure', case when task.state = 'failed' then orakul.why_failed(task) end) as why
        offset 0  -- it is told once
    ) as told
    where task.id = why_v1.task and (why_v1.reader is null or task.owner_id = why_v1.reader)
$$;

CREATE FUNCTION orakul.without_depths(args jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case when jsonb_typeof(args) = 'object' then (
        select jsonb_object_agg(key, case
            -- What is in arguments is one level further in than they are.
            when orakul.is_deep(jsonb_build_array(value)) then '"…"' else value end)
        from jsonb_each(args))
        else '"…"' end
$$;

CREATE FUNCTION orakul.without_likely_secrets(value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
begin
    -- Most hold none, and one look tells.
    if value::text !~* orakul.likely_secret_names() then
        return value;
    end if;
    return case jsonb_typeof(value)
        when 'object' then (
            select jsonb_object_agg(key, case
                when jsonb_typeof(each.value) not in ('boolean', 'null')
                    and orakul.names_likely_secret(key)
                    then '"[hidden]"'
                else orakul.without_likely_secrets(each.value) end)
            from jsonb_each(without_likely_secrets.value) as each)
        when 'array' then (
            select jsonb_agg(orakul.without_likely_secrets(each.value) order by place)
            from jsonb_array_elements(without_likely_secrets.value)
                with ordinality as each (value, place))
        else value
    end;
end;
$$;

CREATE FUNCTION orakul.without_secrets(value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
begin
    return case jsonb_typeof(value)
        when 'object' then (
            select coalesce(jsonb_object_agg(key, case
                when jsonb_typeof(each.value) in ('string', 'object', 'array')
                    and orakul.names_secret(key)
                    then 'null'
                else orakul.without_secrets(each.value) end), '{}')
            from jsonb_each(without_secrets.value) as each)
        when 'array' then (
            select coalesce(jsonb_agg(orakul.without_secrets(each.value) order by place), '[]')
            from jsonb_array_elements(without_secrets.value) with ordinality as each (value, place))
        when 'string' then case when orakul.may_hold_secret(value #>> '{}') then 'null' else value end
        else value
    end;
end;
$$;

CREATE FUNCTION orakul.words_query(words text, mark text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select string_agg(
        orakul.quote_lexeme(mark || word) || case when length(word) >= 99 then ':*' else '' end,
        ' & ' order by place) || case when length((array_agg(word order by place desc))[1]) < 99
            then ':*' else '' end
    from unnest(string_to_array(words, ' ')) with ordinality as each (word, place)
    where word <> ''
$$;

CREATE FUNCTION orakul.worker_condition(pattern text, past boolean, propose boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    workers text[] := array(
        select worker from orakul.task_workers() as worker where lower(worker) like lower(pattern));
begin
    return orakul.narrowed(
        format('exists (select from orakul.task_attempt as attempt'
            ' where attempt.task_id = task.id and attempt.worker = any (%L::text[])%s)',
            workers, case when past then ' and attempt.number <= task.attempt' end),
        case when propose then orakul.few_ids(format(
            'select distinct task_id from orakul.task_attempt where worker = any (%L::text[])',
            workers)) end);
end;
$$;

CREATE FUNCTION orakul.worker_of(name text, began timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    select worker.id from orakul.worker
    where worker.name = worker_of.name and worker.started_at <= began
    order by worker.started_at desc
    limit 1
$$;

CREATE FUNCTION orakul.worker_shape(worker orakul.worker) RETURNS jsonb
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
    select jsonb_build_object(
        'id', worker.id::text,
        'name', worker.name,
        'host', worker.host,
        'pid', worker.pid,
        'version', worker.version,
        'queues', worker.queues,
        'concurrency', worker.concurrency,
        'started_at', worker.started_at)
$$;

ALTER TABLE orakul.alert_channel ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.alert_channel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.alert_delivery (
    id bigint NOT NULL,
    key uuid DEFAULT gen_random_uuid() NOT NULL,
    alert_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    event text NOT NULL,
    alert jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    error text,
    CONSTRAINT alert_delivery_event_check CHECK ((event = ANY (ARRAY['opened'::text, 'repeated'::text, 'resolved'::text])))
);

ALTER TABLE orakul.alert_delivery ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.alert_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.alert_evaluation (
    at timestamp with time zone NOT NULL
);

ALTER TABLE orakul.alert ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.alert_rule_channel (
    rule_id bigint NOT NULL,
    channel_id bigint NOT NULL
);

ALTER TABLE orakul.alert_rule ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.alert_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE orakul.api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.atom_embedding (
    atom_id bigint NOT NULL,
    model text NOT NULL,
    embedding public.vector NOT NULL
);

ALTER TABLE orakul.atom ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.atom_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.bulk (
    id bigint NOT NULL,
    action text NOT NULL,
    priority integer,
    reason text,
    person_id bigint,
    total bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    actor text,
    scheduled_at timestamp with time zone,
    CONSTRAINT bulk_action_check CHECK ((action = ANY (ARRAY['retry'::text, 'cancel'::text, 'run_now'::text, 'reschedule'::text, 'priority'::text]))),
    CONSTRAINT bulk_asked CHECK (((person_id IS NOT NULL) OR (actor IS NOT NULL))),
    CONSTRAINT bulk_check CHECK (((action = 'priority'::text) = (priority IS NOT NULL))),
    CONSTRAINT bulk_scheduled CHECK (((action = 'reschedule'::text) = (scheduled_at IS NOT NULL)))
);

CREATE TABLE orakul.bulk_chunk (
    bulk_id bigint NOT NULL,
    number integer NOT NULL,
    ids bigint[] NOT NULL,
    done integer,
    skipped jsonb,
    skipped_tasks jsonb,
    CONSTRAINT bulk_chunk_check CHECK ((((done IS NULL) = (skipped IS NULL)) AND ((done IS NULL) = (skipped_tasks IS NULL)))),
    CONSTRAINT bulk_chunk_ids_check CHECK (((cardinality(ids) >= 1) AND (cardinality(ids) <= 1000)))
);

ALTER TABLE orakul.bulk ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.bulk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE orakul.chat ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.chat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW orakul.dead_letter AS
 SELECT id,
    name,
    queue,
    state,
    state_since,
    cancelling,
    priority,
    lock,
    args,
    owner_id,
    project_id,
    parent_id,
    root_id,
    created_at,
    scheduled_at,
    started_at,
    finished_at,
    attempt,
    max_attempts,
    progress_done,
    progress_total,
    progress_note,
    error,
    result,
    traceparent,
    trace_id,
    retry_of,
    progress_attempt,
    progress_from,
    progress_eta,
    fingerprint,
    discarded_at,
    discarded_by,
    discard_reason
   FROM orakul.task
  WHERE ((state = 'failed'::text) AND (discarded_at IS NULL));

CREATE TABLE orakul.task_attempt (
    task_id bigint NOT NULL,
    number integer NOT NULL,
    worker text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    outcome text,
    error text,
    error_class text,
    traceback text,
    trace_id text NOT NULL,
    fingerprint text,
    frame text,
    error_pattern text,
    frames jsonb,
    due_at timestamp with time zone,
    waited_since timestamp with time zone,
    ended_as text,
    CONSTRAINT task_attempt_check CHECK (((finished_at IS NULL) = (outcome IS NULL))),
    CONSTRAINT task_attempt_ended_as_check CHECK ((ended_as = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT task_attempt_outcome_check CHECK ((outcome = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text, 'lost'::text, 'interrupted'::text])))
);

CREATE TABLE orakul.waiting_end (
    task_id bigint NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    ended_as text NOT NULL,
    number integer NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT waiting_end_ended_as_check CHECK ((ended_as = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE VIEW orakul.earlier_end AS
 SELECT task_attempt.task_id,
    task_attempt.ended_as,
    task_attempt.number,
    (0)::bigint AS "position",
    task_attempt.worker,
    task_attempt.due_at,
    task_attempt.started_at,
    task_attempt.finished_at
   FROM orakul.task_attempt
  WHERE ((task_attempt.outcome = ANY (ARRAY['failed'::text, 'lost'::text, 'cancelled'::text])) AND (task_attempt.ended_as IS NOT NULL))
UNION ALL
 SELECT waiting_end.task_id,
    waiting_end.ended_as,
    waiting_end.number,
    waiting_end."position",
    NULL::text AS worker,
    NULL::timestamp with time zone AS due_at,
    NULL::timestamp with time zone AS started_at,
    waiting_end.finished_at
   FROM orakul.waiting_end;

CREATE TABLE orakul.embedding_model (
    name text NOT NULL,
    dimensions integer NOT NULL,
    CONSTRAINT embedding_model_dimensions_check CHECK (((dimensions >= 1) AND (dimensions <= 2000)))
);

CREATE TABLE orakul.event (
    "position" bigint NOT NULL,
    tag text NOT NULL,
    at timestamp with time zone NOT NULL,
    topic text NOT NULL,
    name text NOT NULL,
    audience text NOT NULL,
    project_id bigint,
    owner_id bigint,
    task_id bigint,
    actor text NOT NULL,
    reason text,
    trace_id text,
    data json NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE ("position");

CREATE TABLE orakul.event_horizon (
    pruned_upto bigint NOT NULL
);

CREATE TABLE orakul.event_later (
    "position" bigint CONSTRAINT event_position_not_null NOT NULL,
    tag text CONSTRAINT event_tag_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT event_at_not_null NOT NULL,
    topic text CONSTRAINT event_topic_not_null NOT NULL,
    name text CONSTRAINT event_name_not_null NOT NULL,
    audience text CONSTRAINT event_audience_not_null NOT NULL,
    project_id bigint,
    owner_id bigint,
    task_id bigint,
    actor text CONSTRAINT event_actor_not_null NOT NULL,
    reason text,
    trace_id text,
    data json CONSTRAINT event_data_not_null NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() CONSTRAINT event_transaction_not_null NOT NULL
);

CREATE SEQUENCE orakul.event_position
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER TABLE orakul.experiment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.experiment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.experiment_label (
    experiment_id bigint NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    place integer NOT NULL,
    CONSTRAINT experiment_label_description_check CHECK ((char_length(description) <= 1000)),
    CONSTRAINT experiment_label_name_check CHECK (((name = btrim(name)) AND ((char_length(name) >= 1) AND (char_length(name) <= 100))))
);

ALTER TABLE orakul.extraction ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.extraction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.file (
    id bigint NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE orakul.file ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.file_piece (
    file_id bigint NOT NULL,
    number integer NOT NULL,
    bytes bytea NOT NULL
);

CREATE TABLE orakul.identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    person_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orakul.ingestion (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    file_id bigint,
    task_id bigint,
    state text DEFAULT 'pending'::text NOT NULL,
    total bigint NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    saved bigint DEFAULT 0 NOT NULL,
    duplicate bigint DEFAULT 0 NOT NULL,
    updated bigint DEFAULT 0 NOT NULL,
    skipped bigint DEFAULT 0 NOT NULL,
    repairs jsonb DEFAULT '{}'::jsonb NOT NULL,
    skips jsonb DEFAULT '{}'::jsonb NOT NULL,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT ingestion_check CHECK ((done = (((saved + duplicate) + updated) + skipped))),
    CONSTRAINT ingestion_check1 CHECK ((done <= total)),
    CONSTRAINT ingestion_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])))
);

ALTER TABLE orakul.ingestion ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.ingestion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.knowledge_proposal_embedding (
    proposal_id bigint NOT NULL,
    model text NOT NULL,
    embedding public.vector NOT NULL
);

ALTER TABLE orakul.knowledge_proposal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.knowledge_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.knowledge_source (
    proposal_id bigint NOT NULL,
    message_id bigint NOT NULL
);

CREATE TABLE orakul.llm_spent (
    engine text NOT NULL,
    model text NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost numeric(14,8) NOT NULL
);

CREATE TABLE orakul.message_embedding (
    message_id bigint NOT NULL,
    model text NOT NULL,
    embedding public.vector NOT NULL
);

ALTER TABLE orakul.message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.message_revision (
    message_id bigint NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    replaced_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orakul.message_search (
    message_id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE orakul.migration (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orakul.password_reset (
    person_id bigint NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE VIEW orakul.pause_change AS
 SELECT "position",
    at,
    (data ->> 'queue'::text) AS queue,
    (name = 'queue_paused'::text) AS paused,
    (data ->> 'reason'::text) AS reason,
    actor,
    (data ->> 'task'::text) AS task,
    ((data ->> 'resume_at'::text))::timestamp with time zone AS resume_at
   FROM orakul.event
  WHERE ((topic = 'tasks'::text) AND (name = ANY (ARRAY['queue_paused'::text, 'queue_resumed'::text])));

ALTER TABLE orakul.pause ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.pause_past (
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    queue text,
    paused boolean NOT NULL,
    reason text,
    actor text NOT NULL,
    task text,
    resume_at timestamp with time zone
);

ALTER TABLE orakul.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.project (
    id bigint NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT project_language_check CHECK ((language = ANY (ARRAY['en'::text, 'uk'::text, 'ru'::text]))),
    CONSTRAINT project_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);

ALTER TABLE orakul.project ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.project_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.project_member (
    project_id bigint NOT NULL,
    person_id bigint NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    CONSTRAINT project_member_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text])))
);

CREATE TABLE orakul.run_batch (
    run_id bigint NOT NULL,
    number integer NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    items jsonb NOT NULL,
    proposals integer DEFAULT 0 NOT NULL,
    error text,
    finished_at timestamp with time zone,
    CONSTRAINT run_batch_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE orakul.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE orakul.saved_view ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.saved_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.sealed_secret (
    id bigint NOT NULL,
    purpose text NOT NULL,
    subject bigint NOT NULL,
    key_id text NOT NULL,
    ciphertext bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    rotated_at timestamp with time zone,
    CONSTRAINT sealed_secret_key_id_check CHECK ((key_id ~ '^[0-9a-f]{8}$'::text))
);

ALTER TABLE orakul.sealed_secret ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.sealed_secret_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.secret (
    name text NOT NULL,
    value bytea NOT NULL
);

CREATE TABLE orakul.session_use (
    session_id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE orakul.setup (
    closed_at timestamp with time zone
);

CREATE TABLE orakul.setup_code (
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE orakul.sign_in_count (
    kind text NOT NULL,
    subject text NOT NULL,
    tries integer NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    open_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_count_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'address'::text]))),
    CONSTRAINT sign_in_count_tries_check CHECK ((tries >= 0))
);

CREATE TABLE orakul.span (
    trace_id text NOT NULL,
    span_id text NOT NULL,
    parent_id text,
    service text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    duration_us bigint NOT NULL,
    attributes jsonb NOT NULL,
    CONSTRAINT span_duration_us_check CHECK ((duration_us >= 0)),
    CONSTRAINT span_kind_check CHECK ((kind = ANY (ARRAY['internal'::text, 'server'::text, 'client'::text, 'producer'::text, 'consumer'::text]))),
    CONSTRAINT span_span_id_check CHECK ((span_id ~ '^[0-9a-f]{16}$'::text)),
    CONSTRAINT span_status_check CHECK ((status = ANY (ARRAY['unset'::text, 'ok'::text, 'error'::text]))),
    CONSTRAINT span_trace_id_check CHECK ((trace_id ~ '^[0-9a-f]{32}$'::text))
);

CREATE VIEW orakul.task_change AS
 SELECT event.task_id,
    event."position",
    event.at,
    (read.told ->> 'previous_status'::text) AS from_state,
    (read.told ->> 'new_status'::text) AS to_state,
    event.actor,
    event.reason,
        CASE
            WHEN ((read.told ->> 'previous_status'::text) <> (read.told ->> 'new_status'::text)) THEN ((read.told ->> 'duration_ms'::text))::bigint
            ELSE NULL::bigint
        END AS duration_ms,
    (read.told ->> 'action'::text) AS action,
    (read.told -> 'before'::text) AS before,
    (read.told -> 'after'::text) AS after
   FROM (orakul.event
     CROSS JOIN LATERAL ( SELECT (event.data)::jsonb AS told
         OFFSET 0) read)
  WHERE ((event.task_id IS NOT NULL) AND (event.topic = 'tasks'::text) AND (event.name = ANY (ARRAY['task_created'::text, 'task_changed'::text, 'task_discarded'::text])));

CREATE VIEW orakul.task_end AS
 SELECT task.id AS task_id,
    task.owner_id,
    task.name,
    task.queue,
    task.state,
    task.started_at,
    task.finished_at,
    task.project_id
   FROM orakul.task
  WHERE (task.finished_at IS NOT NULL)
UNION ALL
 SELECT task.id AS task_id,
    task.owner_id,
    task.name,
    task.queue,
    attempt.ended_as AS state,
    attempt.started_at,
    attempt.finished_at,
    task.project_id
   FROM (orakul.task_attempt attempt
     JOIN orakul.task ON ((task.id = attempt.task_id)))
  WHERE ((attempt.outcome = ANY (ARRAY['failed'::text, 'lost'::text, 'cancelled'::text])) AND (attempt.ended_as IS NOT NULL) AND (attempt.finished_at IS DISTINCT FROM task.finished_at))
UNION ALL
 SELECT task.id AS task_id,
    task.owner_id,
    task.name,
    task.queue,
    waiting.ended_as AS state,
    NULL::timestamp with time zone AS started_at,
    waiting.finished_at,
    task.project_id
   FROM (orakul.waiting_end waiting
     JOIN orakul.task ON ((task.id = waiting.task_id)))
  WHERE (waiting.finished_at IS DISTINCT FROM task.finished_at);

CREATE TABLE orakul.task_history (
    task_id bigint NOT NULL,
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    from_state text,
    to_state text,
    actor text NOT NULL,
    reason text,
    duration_ms bigint,
    action text,
    before jsonb,
    after jsonb
);

CREATE TABLE orakul.task_item_embedding (
    item_id bigint NOT NULL,
    model text NOT NULL,
    embedding public.vector NOT NULL
);

ALTER TABLE orakul.task_item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.task_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.task_item_source (
    item_id bigint NOT NULL,
    message_id bigint NOT NULL
);

CREATE TABLE orakul.task_log (
    task_id bigint NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    attempt integer NOT NULL,
    level text NOT NULL,
    span_id text,
    logger text NOT NULL,
    event text NOT NULL,
    fields jsonb NOT NULL,
    CONSTRAINT task_log_level_check CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text, 'critical'::text])))
);

CREATE TABLE orakul.task_log_size (
    task_id bigint NOT NULL,
    lines integer DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    dropped bigint DEFAULT 0 NOT NULL
);

CREATE TABLE orakul.task_past (
    task_id bigint NOT NULL,
    "position" bigint NOT NULL,
    owner_id bigint,
    project_id bigint,
    shape jsonb NOT NULL
);

CREATE TABLE orakul.task_proposal_embedding (
    proposal_id bigint NOT NULL,
    model text NOT NULL,
    embedding public.vector NOT NULL
);

ALTER TABLE orakul.task_proposal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.task_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orakul.task_proposal_source (
    proposal_id bigint NOT NULL,
    message_id bigint NOT NULL
);

CREATE TABLE orakul.task_search (
    task_id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE orakul.task_tally (
    kind text NOT NULL,
    name text NOT NULL,
    queue text NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    le double precision NOT NULL,
    count bigint NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT task_tally_kind_check CHECK ((kind = ANY (ARRAY['wait'::text, 'run'::text])))
);

CREATE TABLE orakul.task_tally_cursor (
    "position" bigint NOT NULL
);

CREATE TABLE orakul.telegram_profile (
    telegram_id bigint NOT NULL,
    person_id bigint NOT NULL,
    first_name text,
    last_name text,
    username text,
    language_code text,
    is_premium boolean DEFAULT false NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orakul.telegram_update (
    id bigint NOT NULL,
    bot text DEFAULT ''::text NOT NULL,
    update_id bigint NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE orakul.telegram_update ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.telegram_update_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE orakul.ticket (
    topic text,
    name text,
    audience orakul.audience,
    project_id bigint,
    owner_id bigint,
    task_id bigint,
    actor text,
    reason text,
    trace_id text,
    data json,
    drafts orakul.event_draft[]
);
ALTER TABLE ONLY orakul.ticket ALTER COLUMN drafts SET STORAGE EXTERNAL;

CREATE TABLE orakul.topic_atom (
    topic_id bigint NOT NULL,
    atom_id bigint NOT NULL
);

CREATE TABLE orakul.topic_embedding (
    topic_id bigint NOT NULL,
    model text NOT NULL,
    embedding public.vector NOT NULL
);

ALTER TABLE orakul.topic ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orakul.topic_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE orakul.write_allowance (
    person_id bigint NOT NULL,
    spent_until timestamp with time zone NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY orakul.event ATTACH PARTITION orakul.event_later FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

ALTER TABLE ONLY orakul.alert_channel
    ADD CONSTRAINT alert_channel_name_key UNIQUE (name);

ALTER TABLE ONLY orakul.alert_channel
    ADD CONSTRAINT alert_channel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.alert_delivery
    ADD CONSTRAINT alert_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.alert_rule_channel
    ADD CONSTRAINT alert_rule_channel_pkey PRIMARY KEY (rule_id, channel_id);

ALTER TABLE ONLY orakul.alert_rule
    ADD CONSTRAINT alert_rule_name_key UNIQUE (name);

ALTER TABLE ONLY orakul.alert_rule
    ADD CONSTRAINT alert_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.api_token
    ADD CONSTRAINT api_token_digest_key UNIQUE (digest);

ALTER TABLE ONLY orakul.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.atom_embedding
    ADD CONSTRAINT atom_embedding_pkey PRIMARY KEY (atom_id, model);

ALTER TABLE ONLY orakul.atom
    ADD CONSTRAINT atom_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.bulk_chunk
    ADD CONSTRAINT bulk_chunk_pkey PRIMARY KEY (bulk_id, number);

ALTER TABLE ONLY orakul.bulk
    ADD CONSTRAINT bulk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.chat
    ADD CONSTRAINT chat_of_project UNIQUE (project_id, source, external_id);

ALTER TABLE ONLY orakul.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.embedding_model
    ADD CONSTRAINT embedding_model_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orakul.event
    ADD CONSTRAINT event_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY orakul.event_later
    ADD CONSTRAINT event_later_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY orakul.experiment_item
    ADD CONSTRAINT experiment_item_pkey PRIMARY KEY (experiment_id, number);

ALTER TABLE ONLY orakul.experiment_label
    ADD CONSTRAINT experiment_label_pkey PRIMARY KEY (experiment_id, name);

ALTER TABLE ONLY orakul.experiment
    ADD CONSTRAINT experiment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.extraction
    ADD CONSTRAINT extraction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.file_piece
    ADD CONSTRAINT file_piece_pkey PRIMARY KEY (file_id, number);

ALTER TABLE ONLY orakul.file
    ADD CONSTRAINT file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.identity
    ADD CONSTRAINT identity_issuer_person_id_key UNIQUE (issuer, person_id);

ALTER TABLE ONLY orakul.identity
    ADD CONSTRAINT identity_pkey PRIMARY KEY (issuer, subject);

ALTER TABLE ONLY orakul.ingestion
    ADD CONSTRAINT ingestion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.knowledge_proposal_embedding
    ADD CONSTRAINT knowledge_proposal_embedding_pkey PRIMARY KEY (proposal_id, model);

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.knowledge_source
    ADD CONSTRAINT knowledge_source_pkey PRIMARY KEY (proposal_id, message_id);

ALTER TABLE ONLY orakul.llm_spent
    ADD CONSTRAINT llm_spent_pkey PRIMARY KEY (engine, model);

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_chat_id_external_id_key UNIQUE (chat_id, external_id);

ALTER TABLE ONLY orakul.message_embedding
    ADD CONSTRAINT message_embedding_pkey PRIMARY KEY (message_id, model);

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.message_revision
    ADD CONSTRAINT message_revision_pkey PRIMARY KEY (message_id, number);

ALTER TABLE ONLY orakul.message_search
    ADD CONSTRAINT message_search_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY orakul.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orakul.password_reset
    ADD CONSTRAINT password_reset_digest_key UNIQUE (digest);

ALTER TABLE ONLY orakul.password_reset
    ADD CONSTRAINT password_reset_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY orakul.pause_past
    ADD CONSTRAINT pause_past_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY orakul.pause
    ADD CONSTRAINT pause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.project_member
    ADD CONSTRAINT project_member_pkey PRIMARY KEY (project_id, person_id);

ALTER TABLE ONLY orakul.project
    ADD CONSTRAINT project_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.project
    ADD CONSTRAINT project_slug_key UNIQUE (slug);

ALTER TABLE ONLY orakul.run_batch
    ADD CONSTRAINT run_batch_pkey PRIMARY KEY (run_id, number);

ALTER TABLE ONLY orakul.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.saved_view
    ADD CONSTRAINT saved_view_owner_id_name_key UNIQUE (owner_id, name);

ALTER TABLE ONLY orakul.saved_view
    ADD CONSTRAINT saved_view_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orakul.schedule
    ADD CONSTRAINT schedule_task_periodic_id_key UNIQUE (task, periodic_id);

ALTER TABLE ONLY orakul.sealed_secret
    ADD CONSTRAINT sealed_secret_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.sealed_secret
    ADD CONSTRAINT sealed_secret_purpose_subject_key UNIQUE (purpose, subject);

ALTER TABLE ONLY orakul.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orakul.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.session_use
    ADD CONSTRAINT session_use_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY orakul.setup_code
    ADD CONSTRAINT setup_code_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY orakul.sign_in_count
    ADD CONSTRAINT sign_in_count_pkey PRIMARY KEY (kind, subject);

ALTER TABLE ONLY orakul.span
    ADD CONSTRAINT span_pkey PRIMARY KEY (trace_id, span_id);

ALTER TABLE ONLY orakul.task_attempt
    ADD CONSTRAINT task_attempt_pkey PRIMARY KEY (task_id, number);

ALTER TABLE ONLY orakul.task_history
    ADD CONSTRAINT task_history_pkey PRIMARY KEY (task_id, "position");

ALTER TABLE ONLY orakul.task_item_embedding
    ADD CONSTRAINT task_item_embedding_pkey PRIMARY KEY (item_id, model);

ALTER TABLE ONLY orakul.task_item
    ADD CONSTRAINT task_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.task_item_source
    ADD CONSTRAINT task_item_source_pkey PRIMARY KEY (item_id, message_id);

ALTER TABLE ONLY orakul.task_kind
    ADD CONSTRAINT task_kind_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orakul.task_log
    ADD CONSTRAINT task_log_pkey PRIMARY KEY (task_id, number);

ALTER TABLE ONLY orakul.task_log_size
    ADD CONSTRAINT task_log_size_pkey PRIMARY KEY (task_id);

ALTER TABLE ONLY orakul.task_past
    ADD CONSTRAINT task_past_pkey PRIMARY KEY (task_id, "position");

ALTER TABLE ONLY orakul.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.task_proposal_embedding
    ADD CONSTRAINT task_proposal_embedding_pkey PRIMARY KEY (proposal_id, model);

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.task_proposal_source
    ADD CONSTRAINT task_proposal_source_pkey PRIMARY KEY (proposal_id, message_id);

ALTER TABLE ONLY orakul.task_search
    ADD CONSTRAINT task_search_pkey PRIMARY KEY (task_id);

ALTER TABLE ONLY orakul.task_tally
    ADD CONSTRAINT task_tally_pkey PRIMARY KEY (kind, name, queue, outcome, le);

ALTER TABLE ONLY orakul.telegram_profile
    ADD CONSTRAINT telegram_profile_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY orakul.telegram_profile
    ADD CONSTRAINT telegram_profile_pkey PRIMARY KEY (telegram_id);

ALTER TABLE ONLY orakul.telegram_update
    ADD CONSTRAINT telegram_update_bot_update_id_key UNIQUE (bot, update_id);

ALTER TABLE ONLY orakul.telegram_update
    ADD CONSTRAINT telegram_update_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.topic_atom
    ADD CONSTRAINT topic_atom_pkey PRIMARY KEY (topic_id, atom_id);

ALTER TABLE ONLY orakul.topic_embedding
    ADD CONSTRAINT topic_embedding_pkey PRIMARY KEY (topic_id, model);

ALTER TABLE ONLY orakul.topic
    ADD CONSTRAINT topic_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.waiting_end
    ADD CONSTRAINT waiting_end_pkey PRIMARY KEY (task_id, finished_at);

ALTER TABLE ONLY orakul.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orakul.write_allowance
    ADD CONSTRAINT write_allowance_pkey PRIMARY KEY (person_id);

CREATE INDEX alert_delivery_alert ON orakul.alert_delivery USING btree (alert_id);

CREATE INDEX alert_delivery_due ON orakul.alert_delivery USING btree (due_at) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));

CREATE INDEX alert_delivery_unsent ON orakul.alert_delivery USING btree (channel_id, alert_id, id) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));

CREATE UNIQUE INDEX alert_evaluation_one ON orakul.alert_evaluation USING btree ((true));

CREATE UNIQUE INDEX alert_one ON orakul.alert USING btree (rule_id, subject) WHERE (state <> 'resolved'::text);

CREATE INDEX alert_opened ON orakul.alert USING btree (opened_at DESC, id DESC) WHERE (state <> 'pending'::text);

CREATE INDEX alert_resolved ON orakul.alert USING btree (resolved_at) WHERE (state = 'resolved'::text);

CREATE INDEX alert_rule_channel_channel ON orakul.alert_rule_channel USING btree (channel_id);

CREATE INDEX api_token_person ON orakul.api_token USING btree (person_id, id);

CREATE INDEX atom_embedding_wordllama ON orakul.atom_embedding USING hnsw (((embedding)::public.vector(256)) public.vector_cosine_ops) WHERE (model = 'wordllama-256-ngrams-1'::text);

CREATE INDEX atom_project ON orakul.atom USING btree (project_id, id);

CREATE UNIQUE INDEX chat_linked ON orakul.chat USING btree (source, external_id) WHERE is_linked;

CREATE UNIQUE INDEX event_horizon_one ON orakul.event_horizon USING btree ((true));

CREATE INDEX event_queue ON ONLY orakul.event USING btree ("position") WHERE ((topic = 'tasks'::text) AND (name = ANY (ARRAY['queue_paused'::text, 'queue_resumed'::text])));

CREATE INDEX event_later_position_idx ON orakul.event_later USING btree ("position") WHERE ((topic = 'tasks'::text) AND (name = ANY (ARRAY['queue_paused'::text, 'queue_resumed'::text])));

CREATE INDEX event_task ON ONLY orakul.event USING btree (task_id, "position") WHERE (task_id IS NOT NULL);

CREATE INDEX event_later_task_id_position_idx ON orakul.event_later USING btree (task_id, "position") WHERE (task_id IS NOT NULL);

CREATE INDEX experiment_item_left ON orakul.experiment_item USING btree (experiment_id, number) WHERE ((predicted IS NULL) AND (error IS NULL));

CREATE INDEX experiment_item_message ON orakul.experiment_item USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX experiment_project ON orakul.experiment USING btree (project_id, id);

CREATE INDEX experiment_task ON orakul.experiment USING btree (task_id) WHERE (task_id IS NOT NULL);

CREATE UNIQUE INDEX experiment_unfinished ON orakul.experiment USING btree (project_id) WHERE (state = ANY (ARRAY['pending'::text, 'running'::text]));

CREATE INDEX extraction_failed ON orakul.extraction USING btree (project_id, finished_at) WHERE (state = 'failed'::text);

CREATE INDEX extraction_task ON orakul.extraction USING btree (task_id) WHERE (task_id IS NOT NULL);

CREATE INDEX identity_person ON orakul.identity USING btree (person_id);

CREATE INDEX knowledge_proposal_atom ON orakul.knowledge_proposal USING btree (atom_id) WHERE (atom_id IS NOT NULL);

CREATE INDEX knowledge_proposal_extraction ON orakul.knowledge_proposal USING btree (extraction_id);

CREATE INDEX knowledge_proposal_of_topic ON orakul.knowledge_proposal USING btree (topic_proposal_id) WHERE (topic_proposal_id IS NOT NULL);

CREATE UNIQUE INDEX knowledge_proposal_pending_topic ON orakul.knowledge_proposal USING btree (project_id, lower(name)) WHERE ((kind = 'topic'::text) AND (state = 'pending'::text));

CREATE INDEX knowledge_proposal_state ON orakul.knowledge_proposal USING btree (project_id, state, id);

CREATE INDEX knowledge_proposal_topic ON orakul.knowledge_proposal USING btree (topic_id) WHERE (topic_id IS NOT NULL);

CREATE INDEX knowledge_source_message ON orakul.knowledge_source USING btree (message_id);

CREATE INDEX message_author ON orakul.message USING btree (author_id, id);

CREATE INDEX message_chat_sent ON orakul.message USING btree (chat_id, sent_at, id);

CREATE INDEX message_classification ON orakul.message USING btree (classification, chat_id);

CREATE INDEX message_embedding_wordllama ON orakul.message_embedding USING hnsw (((embedding)::public.vector(256)) public.vector_cosine_ops) WHERE (model = 'wordllama-256-ngrams-1'::text);

CREATE INDEX message_extraction ON orakul.message USING btree (extraction_id) WHERE (extraction_id IS NOT NULL);

CREATE INDEX message_ingestion ON orakul.message USING btree (ingestion_id);

CREATE INDEX message_search_words ON orakul.message_search USING gin (words);

CREATE INDEX message_sent ON orakul.message USING btree (sent_at DESC, id DESC);

CREATE INDEX message_topic ON orakul.message USING btree (topic_id, sent_at) WHERE (topic_id IS NOT NULL);

CREATE INDEX message_unread ON orakul.message USING btree (chat_id, sent_at) WHERE ((extraction_id IS NULL) AND (classification = ANY (ARRAY['weak_signal'::text, 'signal'::text])));

CREATE INDEX message_unscored ON orakul.message USING btree (id) WHERE (scored_at IS NULL);

CREATE UNIQUE INDEX pause_scope ON orakul.pause USING btree (queue, task) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX person_email ON orakul.person USING btree (lower(email));

CREATE INDEX project_member_person ON orakul.project_member USING btree (person_id);

CREATE INDEX run_project ON orakul.run USING btree (project_id, id);

CREATE INDEX run_task ON orakul.run USING btree (task_id) WHERE (task_id IS NOT NULL);

CREATE UNIQUE INDEX run_unclosed ON orakul.run USING btree (project_id) WHERE (state = ANY (ARRAY['pending'::text, 'running'::text, 'completed'::text, 'reviewed'::text]));

CREATE INDEX saved_view_shared ON orakul.saved_view USING btree (project_id, id) WHERE (project_id IS NOT NULL);

CREATE INDEX session_person ON orakul.session USING btree (person_id);

CREATE UNIQUE INDEX setup_one ON orakul.setup USING btree ((true));

CREATE INDEX sign_in_count_age ON orakul.sign_in_count USING btree (tried_at);

CREATE INDEX span_started ON orakul.span USING brin (started_at) WITH (pages_per_range='32');

CREATE INDEX task_attempt_broken ON orakul.task_attempt USING btree (finished_at) WHERE (outcome = ANY (ARRAY['failed'::text, 'lost'::text, 'cancelled'::text, 'interrupted'::text]));

CREATE INDEX task_attempt_run ON orakul.task_attempt USING btree (((round(((1000)::double precision * date_part('epoch'::text, (finished_at - started_at)))))::bigint), task_id) WHERE (finished_at IS NOT NULL);

CREATE INDEX task_attempt_wait ON orakul.task_attempt USING btree (((round(((1000)::double precision * date_part('epoch'::text, (started_at - due_at)))))::bigint), task_id);

CREATE INDEX task_attempt_worker ON orakul.task_attempt USING btree (worker, task_id);

CREATE INDEX task_created ON orakul.task USING btree (created_at DESC, id DESC);

CREATE INDEX task_dead ON orakul.task USING btree (finished_at DESC, id DESC) WHERE ((state = 'failed'::text) AND (discarded_at IS NULL));

CREATE INDEX task_dead_kind ON orakul.task USING btree (fingerprint, finished_at DESC, id DESC) WHERE ((state = 'failed'::text) AND (discarded_at IS NULL));

CREATE INDEX task_error ON orakul.task USING btree (created_at, id) WHERE (error IS NOT NULL);

CREATE INDEX task_fingerprint ON orakul.task USING btree (fingerprint, created_at, id) WHERE (fingerprint <> 'unknown'::text);

CREATE INDEX task_finished ON orakul.task USING btree (finished_at, id) INCLUDE (state, queue, name, owner_id, project_id, started_at, attempt);

CREATE INDEX task_item_project ON orakul.task_item USING btree (project_id, id);

CREATE INDEX task_lock ON orakul.task USING btree (lock, created_at, id) WHERE (lock IS NOT NULL);

CREATE INDEX task_name ON orakul.task USING btree (name, created_at, id);

CREATE INDEX task_owner ON orakul.task USING btree (owner_id, created_at, id) INCLUDE (queue) WHERE (owner_id IS NOT NULL);

CREATE INDEX task_priority ON orakul.task USING btree (priority, created_at, id) WHERE (priority <> 0);

CREATE INDEX task_project ON orakul.task USING btree (project_id, created_at, id) WHERE (project_id IS NOT NULL);

CREATE INDEX task_proposal_run ON orakul.task_proposal USING btree (run_id, state, id);

CREATE INDEX task_queue ON orakul.task USING btree (queue, created_at, id);

CREATE INDEX task_retried ON orakul.task USING btree (attempt, created_at, id) WHERE (attempt > 1);

CREATE INDEX task_retry ON orakul.task USING btree (retry_of) WHERE (retry_of IS NOT NULL);

CREATE INDEX task_root ON orakul.task USING btree (root_id, state) WHERE (root_id <> id);

CREATE INDEX task_scheduled ON orakul.task USING btree (scheduled_at, id) WHERE (scheduled_at IS NOT NULL);

CREATE INDEX task_search_words ON orakul.task_search USING gin (words);

CREATE INDEX task_started ON orakul.task USING btree (started_at, id);

CREATE INDEX task_state ON orakul.task USING btree (state, created_at, id) INCLUDE (queue, owner_id, project_id, state_since, scheduled_at);

CREATE UNIQUE INDEX task_tally_cursor_one ON orakul.task_tally_cursor USING btree ((true));

CREATE INDEX task_trace ON orakul.task USING btree (trace_id, created_at, id);

CREATE INDEX telegram_update_received ON orakul.telegram_update USING btree (received_at);

CREATE INDEX topic_atom_atom ON orakul.topic_atom USING btree (atom_id);

CREATE INDEX topic_embedding_wordllama ON orakul.topic_embedding USING hnsw (((embedding)::public.vector(256)) public.vector_cosine_ops) WHERE (model = 'wordllama-256-ngrams-1'::text);

CREATE UNIQUE INDEX topic_name ON orakul.topic USING btree (project_id, lower(name));

CREATE INDEX waiting_end_finished ON orakul.waiting_end USING btree (finished_at);

ALTER INDEX orakul.event_pkey ATTACH PARTITION orakul.event_later_pkey;

ALTER INDEX orakul.event_queue ATTACH PARTITION orakul.event_later_position_idx;

ALTER INDEX orakul.event_task ATTACH PARTITION orakul.event_later_task_id_position_idx;

CREATE TRIGGER announce_changed_tasks AFTER UPDATE ON orakul.task REFERENCING OLD TABLE AS old_tasks NEW TABLE AS new_tasks FOR EACH STATEMENT EXECUTE FUNCTION orakul.announce_changed_tasks();

CREATE TRIGGER announce_new_tasks AFTER INSERT ON orakul.task REFERENCING NEW TABLE AS new_tasks FOR EACH STATEMENT EXECUTE FUNCTION orakul.announce_new_tasks();

CREATE TRIGGER announce_rights AFTER DELETE OR UPDATE ON orakul.api_token FOR EACH ROW EXECUTE FUNCTION orakul.announce_rights();

CREATE TRIGGER announce_rights AFTER UPDATE ON orakul.person FOR EACH ROW EXECUTE FUNCTION orakul.announce_rights();

CREATE TRIGGER announce_rights AFTER INSERT OR DELETE OR UPDATE ON orakul.project_member FOR EACH ROW EXECUTE FUNCTION orakul.announce_rights();

CREATE TRIGGER announce_rights AFTER DELETE OR UPDATE ON orakul.session FOR EACH ROW EXECUTE FUNCTION orakul.announce_rights();

CREATE TRIGGER check_traceparent BEFORE INSERT OR UPDATE OF traceparent ON orakul.task FOR EACH ROW WHEN ((NOT ((new.traceparent ~~ '00-________________________________-________________-__'::text) AND (translate(new.traceparent, '0123456789abcdef'::text, ''::text) = '---'::text)))) EXECUTE FUNCTION orakul.refuse_traceparent();

CREATE TRIGGER close_setup BEFORE INSERT OR UPDATE OF role ON orakul.person FOR EACH ROW WHEN ((new.role IS NOT NULL)) EXECUTE FUNCTION orakul.close_setup();

CREATE CONSTRAINT TRIGGER draw_positions AFTER INSERT ON orakul.ticket DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orakul.draw_positions();

CREATE TRIGGER forget_words AFTER DELETE ON orakul.task REFERENCING OLD TABLE AS old_tasks FOR EACH STATEMENT EXECUTE FUNCTION orakul.forget_words();

CREATE TRIGGER guard_administrators AFTER UPDATE OF role, is_active ON orakul.person FOR EACH ROW WHEN (((old.role = 'admin'::text) AND old.is_active AND ((new.role IS DISTINCT FROM 'admin'::text) OR (NOT new.is_active)))) EXECUTE FUNCTION orakul.guard_administrators();

CREATE TRIGGER guard_deleted_administrators AFTER DELETE ON orakul.person FOR EACH ROW WHEN (((old.role = 'admin'::text) AND old.is_active)) EXECUTE FUNCTION orakul.guard_administrators();

CREATE TRIGGER index_changed_message AFTER UPDATE OF text ON orakul.message FOR EACH ROW WHEN ((old.text IS DISTINCT FROM new.text)) EXECUTE FUNCTION orakul.index_changed_message();

CREATE TRIGGER index_changed_task AFTER UPDATE ON orakul.task FOR EACH ROW WHEN ((((new.error IS DISTINCT FROM old.error) AND (new.error IS NOT NULL)) OR (new.args IS DISTINCT FROM old.args))) EXECUTE FUNCTION orakul.index_changed_task();

CREATE TRIGGER index_new_messages AFTER INSERT ON orakul.message REFERENCING NEW TABLE AS new_messages FOR EACH STATEMENT EXECUTE FUNCTION orakul.index_new_messages();

CREATE TRIGGER index_new_tasks AFTER INSERT ON orakul.task REFERENCING NEW TABLE AS new_tasks FOR EACH STATEMENT EXECUTE FUNCTION orakul.index_new_tasks();

CREATE TRIGGER keep_board AFTER INSERT ON orakul.task_history FOR EACH STATEMENT EXECUTE FUNCTION orakul.keep_board();

CREATE TRIGGER keep_revision AFTER UPDATE OF text ON orakul.message FOR EACH ROW WHEN ((old.text IS DISTINCT FROM new.text)) EXECUTE FUNCTION orakul.keep_revision();

CREATE TRIGGER note_deleted_events AFTER DELETE ON orakul.event REFERENCING OLD TABLE AS deleted_events FOR EACH STATEMENT EXECUTE FUNCTION orakul.note_deleted_events();

CREATE TRIGGER settle_work AFTER UPDATE ON orakul.task FOR EACH ROW WHEN (((new.state = ANY (ARRAY['failed'::text, 'cancelled'::text])) AND (old.state <> new.state))) EXECUTE FUNCTION orakul.settle_work();

CREATE TRIGGER split_llm_usage AFTER UPDATE OF engine, model ON orakul.experiment FOR EACH ROW WHEN (((old.engine IS NOT NULL) AND ((old.engine IS DISTINCT FROM new.engine) OR (COALESCE(old.model, ''::text) IS DISTINCT FROM COALESCE(new.model, ''::text))))) EXECUTE FUNCTION orakul.split_llm_usage();

CREATE TRIGGER split_llm_usage AFTER UPDATE OF engine, model ON orakul.extraction FOR EACH ROW WHEN (((old.engine IS NOT NULL) AND ((old.engine IS DISTINCT FROM new.engine) OR (COALESCE(old.model, ''::text) IS DISTINCT FROM COALESCE(new.model, ''::text))))) EXECUTE FUNCTION orakul.split_llm_usage();

CREATE TRIGGER split_llm_usage AFTER UPDATE OF engine, model ON orakul.run FOR EACH ROW WHEN (((old.engine IS NOT NULL) AND ((old.engine IS DISTINCT FROM new.engine) OR (COALESCE(old.model, ''::text) IS DISTINCT FROM COALESCE(new.model, ''::text))))) EXECUTE FUNCTION orakul.split_llm_usage();

ALTER TABLE ONLY orakul.alert_delivery
    ADD CONSTRAINT alert_delivery_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES orakul.alert(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.alert_delivery
    ADD CONSTRAINT alert_delivery_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES orakul.alert_channel(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.alert_rule_channel
    ADD CONSTRAINT alert_rule_channel_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES orakul.alert_channel(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.alert_rule_channel
    ADD CONSTRAINT alert_rule_channel_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES orakul.alert_rule(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.alert
    ADD CONSTRAINT alert_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES orakul.alert_rule(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.api_token
    ADD CONSTRAINT api_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.atom_embedding
    ADD CONSTRAINT atom_embedding_atom_id_fkey FOREIGN KEY (atom_id) REFERENCES orakul.atom(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.atom_embedding
    ADD CONSTRAINT atom_embedding_model_fkey FOREIGN KEY (model) REFERENCES orakul.embedding_model(name);

ALTER TABLE ONLY orakul.atom
    ADD CONSTRAINT atom_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.bulk_chunk
    ADD CONSTRAINT bulk_chunk_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES orakul.bulk(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.bulk
    ADD CONSTRAINT bulk_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.chat
    ADD CONSTRAINT chat_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.experiment
    ADD CONSTRAINT experiment_created_by_fkey FOREIGN KEY (created_by) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.experiment_item
    ADD CONSTRAINT experiment_item_experiment_id_expected_fkey FOREIGN KEY (experiment_id, expected) REFERENCES orakul.experiment_label(experiment_id, name);

ALTER TABLE ONLY orakul.experiment_item
    ADD CONSTRAINT experiment_item_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES orakul.experiment(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.experiment_item
    ADD CONSTRAINT experiment_item_experiment_id_predicted_fkey FOREIGN KEY (experiment_id, predicted) REFERENCES orakul.experiment_label(experiment_id, name);

ALTER TABLE ONLY orakul.experiment_item
    ADD CONSTRAINT experiment_item_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.experiment_label
    ADD CONSTRAINT experiment_label_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES orakul.experiment(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.experiment
    ADD CONSTRAINT experiment_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.extraction
    ADD CONSTRAINT extraction_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.file_piece
    ADD CONSTRAINT file_piece_file_id_fkey FOREIGN KEY (file_id) REFERENCES orakul.file(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.identity
    ADD CONSTRAINT identity_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.ingestion
    ADD CONSTRAINT ingestion_file_id_fkey FOREIGN KEY (file_id) REFERENCES orakul.file(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.ingestion
    ADD CONSTRAINT ingestion_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_atom_id_fkey FOREIGN KEY (atom_id) REFERENCES orakul.atom(id);

ALTER TABLE ONLY orakul.knowledge_proposal_embedding
    ADD CONSTRAINT knowledge_proposal_embedding_model_fkey FOREIGN KEY (model) REFERENCES orakul.embedding_model(name);

ALTER TABLE ONLY orakul.knowledge_proposal_embedding
    ADD CONSTRAINT knowledge_proposal_embedding_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES orakul.knowledge_proposal(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_extraction_id_fkey FOREIGN KEY (extraction_id) REFERENCES orakul.extraction(id);

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES orakul.topic(id);

ALTER TABLE ONLY orakul.knowledge_proposal
    ADD CONSTRAINT knowledge_proposal_topic_proposal_id_fkey FOREIGN KEY (topic_proposal_id) REFERENCES orakul.knowledge_proposal(id);

ALTER TABLE ONLY orakul.knowledge_source
    ADD CONSTRAINT knowledge_source_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.knowledge_source
    ADD CONSTRAINT knowledge_source_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES orakul.knowledge_proposal(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_author_id_fkey FOREIGN KEY (author_id) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES orakul.chat(id);

ALTER TABLE ONLY orakul.message_embedding
    ADD CONSTRAINT message_embedding_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.message_embedding
    ADD CONSTRAINT message_embedding_model_fkey FOREIGN KEY (model) REFERENCES orakul.embedding_model(name);

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_extraction_id_fkey FOREIGN KEY (extraction_id) REFERENCES orakul.extraction(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_ingestion_id_fkey FOREIGN KEY (ingestion_id) REFERENCES orakul.ingestion(id);

ALTER TABLE ONLY orakul.message_revision
    ADD CONSTRAINT message_revision_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.message_search
    ADD CONSTRAINT message_search_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.message
    ADD CONSTRAINT message_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES orakul.topic(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.password_reset
    ADD CONSTRAINT password_reset_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.project_member
    ADD CONSTRAINT project_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.project_member
    ADD CONSTRAINT project_member_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.run_batch
    ADD CONSTRAINT run_batch_run_id_fkey FOREIGN KEY (run_id) REFERENCES orakul.run(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.run
    ADD CONSTRAINT run_created_by_fkey FOREIGN KEY (created_by) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.run
    ADD CONSTRAINT run_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.saved_view
    ADD CONSTRAINT saved_view_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.saved_view
    ADD CONSTRAINT saved_view_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.session
    ADD CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.session_use
    ADD CONSTRAINT session_use_session_id_fkey FOREIGN KEY (session_id) REFERENCES orakul.session(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_attempt
    ADD CONSTRAINT task_attempt_task_id_fkey FOREIGN KEY (task_id) REFERENCES orakul.task(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_history
    ADD CONSTRAINT task_history_task_id_fkey FOREIGN KEY (task_id) REFERENCES orakul.task(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_item
    ADD CONSTRAINT task_item_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.task_item_embedding
    ADD CONSTRAINT task_item_embedding_item_id_fkey FOREIGN KEY (item_id) REFERENCES orakul.task_item(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_item_embedding
    ADD CONSTRAINT task_item_embedding_model_fkey FOREIGN KEY (model) REFERENCES orakul.embedding_model(name);

ALTER TABLE ONLY orakul.task_item
    ADD CONSTRAINT task_item_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES orakul.task_item(id);

ALTER TABLE ONLY orakul.task_item
    ADD CONSTRAINT task_item_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.task_item_source
    ADD CONSTRAINT task_item_source_item_id_fkey FOREIGN KEY (item_id) REFERENCES orakul.task_item(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_item_source
    ADD CONSTRAINT task_item_source_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_log_size
    ADD CONSTRAINT task_log_size_task_id_fkey FOREIGN KEY (task_id) REFERENCES orakul.task(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_log
    ADD CONSTRAINT task_log_task_id_fkey FOREIGN KEY (task_id) REFERENCES orakul.task_log_size(task_id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task
    ADD CONSTRAINT task_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES orakul.person(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.task_past
    ADD CONSTRAINT task_past_task_id_fkey FOREIGN KEY (task_id) REFERENCES orakul.task(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task
    ADD CONSTRAINT task_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.task_proposal_embedding
    ADD CONSTRAINT task_proposal_embedding_model_fkey FOREIGN KEY (model) REFERENCES orakul.embedding_model(name);

ALTER TABLE ONLY orakul.task_proposal_embedding
    ADD CONSTRAINT task_proposal_embedding_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES orakul.task_proposal(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_item_id_fkey FOREIGN KEY (item_id) REFERENCES orakul.task_item(id);

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_run_id_batch_fkey FOREIGN KEY (run_id, batch) REFERENCES orakul.run_batch(run_id, number);

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_run_id_fkey FOREIGN KEY (run_id) REFERENCES orakul.run(id);

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_similar_item_id_fkey FOREIGN KEY (similar_item_id) REFERENCES orakul.task_item(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.task_proposal
    ADD CONSTRAINT task_proposal_similar_proposal_id_fkey FOREIGN KEY (similar_proposal_id) REFERENCES orakul.task_proposal(id) ON DELETE SET NULL;

ALTER TABLE ONLY orakul.task_proposal_source
    ADD CONSTRAINT task_proposal_source_message_id_fkey FOREIGN KEY (message_id) REFERENCES orakul.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.task_proposal_source
    ADD CONSTRAINT task_proposal_source_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES orakul.task_proposal(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.telegram_profile
    ADD CONSTRAINT telegram_profile_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id);

ALTER TABLE ONLY orakul.topic_atom
    ADD CONSTRAINT topic_atom_atom_id_fkey FOREIGN KEY (atom_id) REFERENCES orakul.atom(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.topic_atom
    ADD CONSTRAINT topic_atom_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES orakul.topic(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.topic_embedding
    ADD CONSTRAINT topic_embedding_model_fkey FOREIGN KEY (model) REFERENCES orakul.embedding_model(name);

ALTER TABLE ONLY orakul.topic_embedding
    ADD CONSTRAINT topic_embedding_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES orakul.topic(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.topic
    ADD CONSTRAINT topic_project_id_fkey FOREIGN KEY (project_id) REFERENCES orakul.project(id);

ALTER TABLE ONLY orakul.waiting_end
    ADD CONSTRAINT waiting_end_task_id_fkey FOREIGN KEY (task_id) REFERENCES orakul.task(id) ON DELETE CASCADE;

ALTER TABLE ONLY orakul.write_allowance
    ADD CONSTRAINT write_allowance_person_id_fkey FOREIGN KEY (person_id) REFERENCES orakul.person(id) ON DELETE CASCADE;
