"""Rules: what is watched, from when on it is an alert, how often and where it is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import asyncpg

from orakul import database, events
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.paging import Slice, Sort, page_by_id
from orakul.sentences import said

Kind = Literal["failure_rate", "repeated_failure", "queue_age", "no_worker", "stalled_task"]

# What a rule of each kind is made of, and whether it must be said.
PARTS: Final[Mapping[Kind, Mapping[str, bool]]] = {
    "failure_rate": {"per": True, "share": True, "least": True, "window_seconds": True},
    "repeated_failure": {"least": True, "window_seconds": True},
    "queue_age": {"seconds": True},
    "no_worker": {},
    "stalled_task": {"seconds": False},
}
ALL_PARTS: Final = ("per", "share", "least", "window_seconds", "seconds")

_ORDER: Final = Sort("id", descending=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is listed: its id, and what ``orakul.alert_rule_shape`` tells of it."""

    id: int
    shape: Mapping[str, Any]


async def page(db: Connection, *, cursor: str | None, limit: int) -> Slice[Rule]:
    """Return a page of the rules.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(db, Rule, "list_alert_rules", sort=_ORDER, cursor=cursor, limit=limit)


async def add(db: Connection, parts: Mapping[str, Any], channels: Collection[int]) -> Rule:
    """Add a rule; *db* is within a transaction.

    Args:
        db: connection.
        parts: columns of the rule.
        channels: where it is told.

    Raises:
        RejectedError: it lacks a part, or has one that its kind does not; or there is no
            such channel.
        ConflictError: there is one of this name.
    """
    _check(parts)
    try:
        id = await database.fetch_value(db, "add_alert_rule", dict(parts))
    except asyncpg.UniqueViolationError:
        raise _taken(parts) from None
    return await _told(db, id, channels, "rule_added")


async def change(
    db: Connection, id: int, parts: Mapping[str, Any], channels: Collection[int] | None
) -> Rule:
    """Change what is given of a rule; *db* is within a transaction.

    What a rule that is disabled had found is resolved.

    Raises:
        NotFoundError: there is none with this id.
        RejectedError: as when it is added.
        ConflictError: there is another of this name.
    """
    await database.execute(db, "lock_alerts")
    before = await _locked(db, id)
    after = {**before.shape, **parts}
    _check(after)
    wanted = [int(each) for each in before.shape["channels"]] if channels is None else channels
    if after == before.shape and {str(each) for each in wanted} == set(after["channels"]):
        return before
    try:
        await database.execute(db, "change_alert_rule", id, after)
    except asyncpg.UniqueViolationError:
        raise _taken(after) from None
    if not after["is_enabled"]:
        await database.execute(db, "retire_alerts", id)
    return await _told(db, id, wanted, "rule_changed")


async def drop(db: Connection, id: int) -> None:
    """Delete a rule, and resolve what it had found; *db* is within a transaction.

    Raises:
        NotFoundError: there is none with this id.
    """
    await database.execute(db, "lock_alerts")
    rule = await _locked(db, id)
    await database.execute(db, "retire_alerts", id)
    await database.execute(db, "drop_alert_rule", id)
    await events.tell_administrators(db, "alert", "rule_deleted", {"rule": rule.shape})


async def tell_changed(db: Connection, id: int) -> Rule:
    """Tell of a rule as it is from now on; *db* is within a transaction.

    Raises:
        NotFoundError: there is none with this id.
    """
    return await _tell(db, id, "rule_changed")


async def _told(db: Connection, id: int, channels: Collection[int], name: str) -> Rule:
    found = await database.fetch_column(db, "find_alert_channels", list(channels))
    if missing := set(channels) - set(found):
        raise RejectedError(said("channel_missing", id=min(missing)), path="channels")
    await database.execute(db, "set_alert_rule_channels", id, list(channels))
    return await _tell(db, id, name)


async def _tell(db: Connection, id: int, name: str) -> Rule:
    rule = await _locked(db, id)
    await events.tell_administrators(db, "alert", name, {"rule": rule.shape})
    return rule


async def _locked(db: Connection, id: int) -> Rule:
    rule = await database.fetch_one(db, Rule, "lock_alert_rule", id)
    if rule is None:
        raise NotFoundError(said("rule_unknown", id=id))
    return rule


def _check(parts: Mapping[str, Any]) -> None:
    kind: Kind = parts["kind"]
    wanted = PARTS[kind]
    for name in ALL_PARTS:
        given = parts.get(name) is not None
        if given and name not in wanted:
            raise RejectedError(said("rule_part_none", name=name, rule=kind), path=name)
        if not given and wanted.get(name):
            raise RejectedError(said("rule_part_missing", name=name, rule=kind), path=name)


def _taken(parts: Mapping[str, Any]) -> ConflictError:
    return ConflictError(said("rule_taken", name=parts["name"]))
