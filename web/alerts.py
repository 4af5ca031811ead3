"""Alerts, the rules that open them, and the channels that tell of them: for administrators."""

from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, StringConstraints

from orakul.alerts import channels as channels_
from orakul.alerts import delivering, listing
from orakul.alerts import rules as rules_
from orakul.alerts.channels import Channel
from orakul.alerts.listing import State
from orakul.alerts.rules import Kind, Rule
from orakul.targets import Target
from web.call import Call
from web.endpoints import Endpoints
from web.people import Name
from web.shapes import (
    Body,
    FutureTime,
    GivenId,
    Id,
    Page,
    Paging,
    Reason,
    Shape,
    Text,
    Time,
)

alerts = Endpoints("alerts")

Severity = Literal["warning", "critical"]
Per = Literal["task", "queue", "all"]
Scope = Annotated[Text, StringConstraints(min_length=1, max_length=128)]
Seconds = Annotated[int, Field(ge=0, le=86400)]
Channels = Annotated[list[GivenId], Field(max_length=50)]
Share = Annotated[float, Field(gt=0, lt=1)]
Least = Annotated[int, Field(ge=1, le=1_000_000)]
Window = Annotated[int, Field(ge=60, le=86400)]
Age = Annotated[int, Field(ge=1, le=31_536_000)]


class AlertRule(Shape):
    """What is watched, from when on it is an alert, and where it is told.

    `failure_rate`: more than `share` of at least `least` attempts that ended within
    `window_seconds` failed, also of tasks that are tried again, by task, by queue or all
    together (`per`). `repeated_failure`: one kind of error ended `least` tasks within
    `window_seconds`, which nobody discarded since. `queue_age`: a due task waits for longer
    than `seconds`. `no_worker`: a queue has due tasks and no worker that lives.
    `stalled_task`: a task runs for longer than `seconds`, where that is given, or its worker
    is silent.
    """

    id: Id
    name: str
    kind: Kind
    task: str | None = Field(description="a name; all of them where it is null")
    queue: str | None = Field(description="all of them where it is null")
    per: Per | None
    share: float | None
    least: int | None
    window_seconds: int | None
    seconds: int | None
    for_seconds: int = Field(description="how long it must hold before the alert is opened")
    clear_seconds: int = Field(description="how long it must not hold before it is resolved")
    repeat_seconds: int = Field(description="how often an open alert is told again at most")
    severity: Severity
    is_enabled: bool
    channels: list[Id]
    created_at: Time


class NewAlertRule(Body):
    """A rule to add; which fields it needs depends on its kind."""

    name: Name
    kind: Kind
    task: Scope | None = None
    queue: Scope | None = None
    per: Per | None = None
    share: Share | None = None
    least: Least | None = None
    window_seconds: Window | None = None
    seconds: Age | None = None
    for_seconds: Seconds = 60
    clear_seconds: Seconds = 60
    repeat_seconds: int = Field(3600, ge=60, le=31_536_000)
    severity: Severity = "warning"
    is_enabled: bool = True
    channels: Channels = Field(default=[])


class AlertRuleChange(Body):
    """What to change; what is left out stays. A rule keeps its kind."""

    name: Name | None = None
    task: Scope | None = None
    queue: Scope | None = None
    per: Per | None = None
    share: Share | None = None
    least: Least | None = None
    window_seconds: Window | None = None
    seconds: Age | None = None
    for_seconds: Seconds | None = None
    clear_seconds: Seconds | None = None
    repeat_seconds: int | None = Field(None, ge=60, le=31_536_000)
    severity: Severity | None = None
    is_enabled: bool | None = None
    channels: Channels | None = None


class DeliveryReason(Shape):
    """Why a delivery did not arrive."""

    kind: str
    blanks: dict[str, str | int] = Field(description="what is particular in the sentence, by name")


class AlertChannel(Shape):
    """Where alerts are told, and how that goes. Its secret is shown to nobody."""

    id: Id
    name: str
    target: Target = Field(description="of its address only the beginning is shown")
    has_secret: bool
    created_at: Time
    last_sent_at: Time | None
    last_failed_at: Time | None
    last_error: str | None = Field(description="of the last delivery; null where it arrived")
    last_reason: DeliveryReason | None = Field(
        description="what the error says, to say it in another language"
    )
    unsent: int = Field(description="deliveries that wait")


Secret = Annotated[
    SecretStr,
    Field(
        min_length=1,
        max_length=1000,
        description="signs a webhook's requests, or is the password, or the bot's token",
    ),
]


class NewAlertChannel(Body):
    """A channel to add."""

    name: Name
    target: Target
    secret: Secret | None = None


class AlertChannelChange(Body):
    """What to change; what is left out stays. With another target the secret is due again.

    A target that is sent back as it is shown stays as it is.
    """

    name: Name | None = None
    target: Target | None = None
    secret: Secret | None = None


class ChannelTested(Shape):
    """Whether a test arrived, and why not."""

    sent: bool
    error: str | None
    kind: str | None = Field(description="of the error, to say it in another language")
    blanks: dict[str, str | int] | None = Field(
        description="what is particular in its sentence, by name"
    )


class Acknowledged(Shape):
    """Who silenced an alert, why, and until when."""

    at: Time
    actor: str
    by: str | None = Field(description="the person's name")
    reason: str
    until: Time | None


class Alert(Shape):
    """What a rule found about a subject: a task's name, a queue, or a kind of error."""

    id: Id
    rule_id: Id | None = Field(description="null if the rule was deleted")
    rule: str
    kind: Kind
    severity: Severity
    subject: str
    state: State
    summary: str
    value: float = Field(description="the share that failed, how many, or seconds of waiting")
    facts: dict[str, Any] = Field(
        description="all else that the summary says, to say it in another language"
    )
    opened_at: Time
    acknowledged: Acknowledged | None
    resolved_at: Time | None


class AlertQuery(Paging):
    """Which alerts to list. What is not given restricts nothing."""

    state: State | None = Field(None, description="open, acknowledged or resolved")
    rule: GivenId | None = Field(None, description="of this rule alone")


class Acknowledgement(Body):
    """Why an alert is silenced, and until when: until it is resolved, where that is null."""

    reason: Reason
    until: FutureTime | None = None


@alerts.get("/api/alerts", access="admin")
async def list_alerts(call: Call, query: AlertQuery) -> Page[Alert]:
    """List alerts, open, acknowledged and resolved, those that were opened last first."""
    page = await listing.page(
        call.db, state=query.state, rule=query.rule, cursor=query.cursor, limit=query.limit
    )
    return Page[Alert].of(page)


@alerts.get("/api/alerts/{id}", access="admin")
async def read_alert(call: Call, id: int) -> Alert:
    """Read one alert."""
    return Alert.model_validate((await listing.read(call.db, id)).shape)


@alerts.post("/api/alerts/{id}/acknowledge", access="admin", errors=(409,))
async def acknowledge_alert(call: Call, id: int, body: Acknowledgement) -> Alert:
    """Silence an alert: nobody is told of it any more, unless *until* comes first.

    Doing it again with the same reason and end changes nothing.
    """
    async with call.acting(reason=body.reason):
        alert = await listing.acknowledge(call.db, id, body.reason, body.until)
    return Alert.model_validate(alert.shape)


@alerts.get("/api/alerts/rules", access="admin")
async def list_alert_rules(call: Call, query: Paging) -> Page[AlertRule]:
    """List the rules, in the order in which they were added."""
    return Page[AlertRule].of(await rules_.page(call.db, cursor=query.cursor, limit=query.limit))


@alerts.post("/api/alerts/rules", access="admin", status=201, errors=(409,))
async def add_alert_rule(call: Call, body: NewAlertRule) -> AlertRule:
    """Add a rule."""
    async with call.acting():
        return _rule(
            await rules_.add(call.db, body.model_dump(exclude={"channels"}), body.channels)
        )


@alerts.patch("/api/alerts/rules/{id}", access="admin", errors=(409,))
async def change_alert_rule(call: Call, id: int, body: AlertRuleChange) -> AlertRule:
    """Change a rule. What one that is disabled had found is resolved."""
    parts = body.model_dump(exclude_unset=True, exclude={"channels"})
    for name in _NEVER_NULL & parts.keys():
        if parts[name] is None:
            del parts[name]
    async with call.acting():
        return _rule(await rules_.change(call.db, id, parts, body.channels))


@alerts.delete("/api/alerts/rules/{id}", access="admin")
async def delete_alert_rule(call: Call, id: int) -> None:
    """Delete a rule. What it had found is resolved, and stays in the list."""
    async with call.acting():
        await rules_.drop(call.db, id)


@alerts.get("/api/alerts/channels", access="admin")
async def list_alert_channels(call: Call, query: Paging) -> Page[AlertChannel]:
    """List the channels, in the order in which they were added."""
    return Page[AlertChannel].of(
        await channels_.page(call.db, cursor=query.cursor, limit=query.limit)
    )


@alerts.post("/api/alerts/channels", access="admin", status=201, errors=(409,))
async def add_alert_channel(call: Call, body: NewAlertChannel) -> AlertChannel:
    """Add a channel. Its secret is sealed, and shown to nobody again."""
    settings = call.site.settings
    async with call.acting():
        return _channel(await channels_.add(call.db, settings, body.name, body.target, body.secret))


@alerts.patch("/api/alerts/channels/{id}", access="admin", errors=(409,))
async def change_alert_channel(call: Call, id: int, body: AlertChannelChange) -> AlertChannel:
    """Change a channel.

    Where it leads elsewhere, its secret must be given again: it is not sent to a place that
    somebody named who does not know it.
    """
    settings = call.site.settings
    async with call.acting():
        channel = await channels_.change(
            call.db, settings, id, name=body.name, target=body.target, secret=body.secret
        )
    return _channel(channel)


@alerts.delete("/api/alerts/channels/{id}", access="admin")
async def delete_alert_channel(call: Call, id: int) -> None:
    """Delete a channel, with its secret and what was still to be told there."""
    async with call.acting():
        await channels_.drop(call.db, id)


@alerts.post("/api/alerts/channels/{id}/test", access="admin")
async def test_alert_channel(call: Call, id: int) -> ChannelTested:
    """Send a test to a channel, and say whether it arrived."""
    error = await delivering.test(call.db, call.site.settings, id)
    if error is None:
        return ChannelTested(sent=True, error=None, kind=None, blanks=None)
    blanks = dict(error.blanks) if error.kind else None
    return ChannelTested(sent=False, error=str(error), kind=error.kind, blanks=blanks)


_NEVER_NULL = {
    "name", "for_seconds", "clear_seconds", "repeat_seconds", "severity", "is_enabled"
}  # fmt: skip


def _rule(rule: Rule) -> AlertRule:
    return AlertRule.model_validate(rule.shape)


def _channel(channel: Channel) -> AlertChannel:
    return AlertChannel.model_validate(channel.shape)
