-- Alerts, their rules and their channels as clients see them, in lists and in events. A
-- channel's secret is not even looked at.

create or replace function orakul.alert_shape(alert orakul.alert) returns jsonb
language sql stable set timezone = 'UTC' as $$
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

-- As lists show it: with what the person is called now who silenced it, which events do not keep.
create or replace function orakul.named_alert_shape(alert orakul.alert) returns jsonb
language sql stable as $$
    select shape || case when alert.state = 'acknowledged' then jsonb_build_object(
        'acknowledged', shape -> 'acknowledged'
            || jsonb_build_object('by', orakul.name_of(alert.acknowledged_by)))
        else '{}' end
    from orakul.alert_shape(alert) as shape
$$;

create or replace function orakul.alert_rule_shape(rule orakul.alert_rule) returns jsonb
language sql stable set timezone = 'UTC' as $$
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

-- Where a channel leads, as it is shown and kept. Whoever knows the whole of an address may speak
-- there, where a token stands in its path or its query: a beginning tells which one it is. The
-- whole is sealed beside it (orakul.sealed_secret, purpose 'alert-target').
create or replace function orakul.shown_target(target jsonb) returns jsonb
language sql immutable parallel safe as $$
    select target || coalesce(
        (select jsonb_object_agg(name, orakul.shown_address(target ->> name))
        from unnest(array['url', 'base_url']) as name
        where target ? name), '{}')
$$;

-- What is hidden already stays as it is.
create or replace function orakul.shown_address(address text) returns text
language sql immutable parallel safe as $$
    select case when address like '%[hidden]' then address
        else regexp_replace(address, '^([^/]+//[^/?#]+[/?#].{0,4}).+$', '\1[hidden]') end
$$;

create or replace function orakul.alert_channel_shape(channel orakul.alert_channel)
returns jsonb
language sql stable set timezone = 'UTC' as $$
    select jsonb_build_object(
        'id', channel.id::text,
        'name', channel.name,
        'target', orakul.shown_target(channel.target),
        'created_at', channel.created_at
    )
$$;
