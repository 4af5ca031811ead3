"""Alerts that were opened, and acknowledging them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from orakul import database
from orakul.alerts.rules import Kind
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.paging import Place, Slice, Sort, cut, read_cursor, read_time
from orakul.sentences import said

State = Literal["open", "acknowledged", "resolved"]

_LATEST: Final = Sort("opened_at", descending=True)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert: its id, and what ``orakul.alert_shape`` tells of it."""

    id: int
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Firing:
    """How many alerts of the rules of a kind and severity are in a state that is not resolved."""

    kind: Kind
    severity: str
    state: State
    count: int


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    key: str
    shape: Mapping[str, Any]


async def page(
    db: Connection,
    *,
    state: State | None = None,
    rule: int | None = None,
    cursor: str | None,
    limit: int,
) -> Slice[_Row]:
    """Return a page of the alerts, those that were opened last first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    place = read_cursor(cursor, _LATEST, read_time)
    key = read_time(place.key) if place and place.key else None
    rows = await database.fetch(
        db, _Row, "list_alerts", state, rule, key, place and place.id, limit + 1
    )
    return cut(rows, limit, _LATEST, lambda row: Place(row.key, row.id))


async def read(db: Connection, id: int) -> Alert:
    """Return one alert.

    Raises:
        NotFoundError: there is none with this id.
    """
    alert = await database.fetch_one(db, Alert, "read_alert", id)
    if alert is None:
        raise NotFoundError(said("alert_unknown", id=id))
    return alert


async def acknowledge(db: Connection, id: int, reason: str, until: datetime | None) -> Alert:
    """Silence an alert until it is resolved, or until a time; *db* is within a transaction.

    Doing it again with the same reason and end changes nothing.

    Raises:
        NotFoundError: there is none with this id.
        ConflictError: it is resolved.
    """
    outcome = await database.fetch_value(db, "acknowledge_alert", id, reason, until)
    if outcome == "resolved":
        raise ConflictError(said("alert_resolved", id=id))
    return await read(db, id)


async def firing(db: Connection) -> list[Firing]:
    """Count what is open and what is acknowledged, for each kind and severity of rules."""
    return await database.fetch(db, Firing, "count_firing_alerts")


async def prune(db: Connection, retention: timedelta) -> int:
    """Forget what was resolved longer ago than *retention*; return how many there were."""
    return await database.fetch_value(db, "prune_alerts", retention)
