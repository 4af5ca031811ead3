-- Alerts: rules that administrators edit, what they found, whom it is told and whether that
-- arrived. sql/functions/evaluate_alerts.sql holds the rules against what is.

-- What is watched. *task* and *queue* restrict it, each to one name; the other columns mean
-- for each kind what the check below lets them be:
--
--     failure_rate      more than *share* of at least *least* tasks that ended within
--                       *window_seconds* failed, by task, by queue or all together
--     repeated_failure  one kind of error ended *least* tasks within *window_seconds*
--     queue_age         a due task of a queue waits for longer than *seconds*
--     no_worker         a queue has due tasks and no worker that lives
--     stalled_task      a task runs for longer than *seconds*, if given, or its worker is silent
create table orakul.alert_rule (
    id bigint generated always as identity primary key,
    name text not null unique,
    kind text not null,
    task text,
    queue text,
    per text check (per in ('task', 'queue', 'all')),
    share double precision check (share > 0 and share < 1),
    least integer check (least >= 1),
    window_seconds integer check (window_seconds between 60 and 86400),
    seconds integer check (seconds >= 1),
    for_seconds integer not null default 60 check (for_seconds between 0 and 86400),
    clear_seconds integer not null default 60 check (clear_seconds between 0 and 86400),
    repeat_seconds integer not null default 3600 check (repeat_seconds >= 60),
    severity text not null default 'warning' check (severity in ('warning', 'critical')),
    is_enabled boolean not null default true,
    created_at timestamptz not null default now(),
    check (case kind
        when 'failure_rate' then
            num_nonnulls(per, share, least, window_seconds) = 4 and seconds is null
        when 'repeated_failure' then
            num_nonnulls(least, window_seconds) = 2 and num_nonnulls(per, share, seconds) = 0
        when 'queue_age' then
            seconds is not null and num_nonnulls(per, share, least, window_seconds) = 0
        when 'no_worker' then num_nonnulls(per, share, least, window_seconds, seconds) = 0
        when 'stalled_task' then num_nonnulls(per, share, least, window_seconds) = 0
        else false
    end)
);

-- Where alerts are told. *target* holds no secret: that is sealed beside it
-- (orakul.sealed_secret, purpose 'alert-channel').
create table orakul.alert_channel (
    id bigint generated always as identity primary key,
    name text not null unique,
    target jsonb not null check (target ->> 'kind' in ('webhook', 'email', 'telegram')),
    created_at timestamptz not null default now(),
    last_sent_at timestamptz,
    last_failed_at timestamptz,
    last_error text
);

create table orakul.alert_rule_channel (
    rule_id bigint not null references orakul.alert_rule on delete cascade,
    channel_id bigint not null references orakul.alert_channel on delete cascade,
    primary key (rule_id, channel_id)
);

create index alert_rule_channel_channel on orakul.alert_rule_channel (channel_id);

-- What a rule found about one subject. It is pending, and nobody's business, until it has
-- held for as long as its rule says.
create table orakul.alert (
    id bigint generated always as identity primary key,
    rule_id bigint references orakul.alert_rule on delete set null,
    rule text not null,
    kind text not null,
    severity text not null,
    subject text not null,
    state text not null check (state in ('pending', 'open', 'acknowledged', 'resolved')),
    summary text not null,
    value double precision not null,
    facts jsonb not null,
    since timestamptz not null default now(),
    held_at timestamptz not null default now(),
    cleared_at timestamptz,
    opened_at timestamptz,
    told_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    reason text,
    until timestamptz,
    resolved_at timestamptz,
    check ((state = 'pending') = (opened_at is null)),
    check ((state = 'resolved') = (resolved_at is not null)),
    check (state <> 'acknowledged' or num_nonnulls(acknowledged_at, acknowledged_by, reason) = 3)
);

-- One for each rule and subject, however many evaluate.
create unique index alert_one on orakul.alert (rule_id, subject) where state <> 'resolved';
create index alert_opened on orakul.alert (opened_at desc, id desc) where state <> 'pending';
create index alert_resolved on orakul.alert (resolved_at) where state = 'resolved';

-- What is to be told where: written with the change that it tells of. Whoever sends it holds
-- it until *due_at*; *key* lets a receiver know what it got twice.
create table orakul.alert_delivery (
    id bigint generated always as identity primary key,
    key uuid not null default gen_random_uuid(),
    alert_id bigint not null references orakul.alert on delete cascade,
    channel_id bigint not null references orakul.alert_channel on delete cascade,
    event text not null check (event in ('opened', 'repeated', 'resolved')),
    alert jsonb not null,
    created_at timestamptz not null default now(),
    due_at timestamptz not null default now(),
    attempts integer not null default 0,
    sent_at timestamptz,
    given_up_at timestamptz,
    error text
);

create index alert_delivery_due on orakul.alert_delivery (due_at)
    where sent_at is null and given_up_at is null;
create index alert_delivery_unsent on orakul.alert_delivery (channel_id, alert_id, id)
    where sent_at is null and given_up_at is null;
create index alert_delivery_alert on orakul.alert_delivery (alert_id);

-- When rules were last held against what is, by whichever process.
create table orakul.alert_evaluation (
    at timestamptz not null
);

create unique index alert_evaluation_one on orakul.alert_evaluation ((true));
insert into orakul.alert_evaluation values ('-infinity');

-- What everybody wants to know; the figures are those of docs/monitoring/alerts.yml. Nobody
-- is told before they are given a channel.
insert into orakul.alert_rule
    (name, kind, per, share, least, window_seconds, seconds, for_seconds, severity)
values
    ('No worker', 'no_worker', null, null, null, null, null, 60, 'critical'),
    ('A queue is late', 'queue_age', null, null, null, null, 300, 300, 'warning'),
    ('Tasks fail', 'failure_rate', 'task', 0.2, 10, 900, null, 300, 'warning'),
    ('The same error again and again', 'repeated_failure', null, null, 10, 900, null, 60, 'warning'),
    ('A task is stalled', 'stalled_task', null, null, null, null, null, 60, 'warning');
