"""Channels: where alerts are told. The secret of one is sealed and never read out.

Of an address a beginning is kept and shown, since the rest may let anybody speak there: where
that is not all of it, the whole target is sealed as well. Whoever sends it back as it is shown
leaves it as it is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import asyncpg
from pydantic import SecretStr

from orakul import database, events, secrets
from orakul.alerts import rules
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.logs import HIDDEN
from orakul.paging import Slice, Sort, page_by_id
from orakul.sentences import said
from orakul.settings import Settings
from orakul.targets import Email, Target, Telegram, Webhook

PURPOSE: Final = "alert-channel"  # of the secrets
TARGET: Final = "alert-target"  # of the targets that are shown in part
SHORTEST_KEY: Final = 16  # characters of a secret that signs

_ORDER: Final = Sort("id", descending=False)
_BOT_TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it is listed: its id, and what ``orakul.alert_channel_shape`` tells."""

    id: int
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the database has of where a channel leads."""

    id: int
    target: Mapping[str, Any]
    is_sealed: bool = False  # the whole, beside it


@dataclass(frozen=True, slots=True)
class Channels:
    """How many channels there are by whether the last that was told there arrived."""

    state: Literal["arriving", "failing"]
    count: int


async def page(db: Connection, *, cursor: str | None, limit: int) -> Slice[Channel]:
    """Return a page of the channels, each with how its deliveries go.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db, Channel, "list_alert_channels", sort=_ORDER, cursor=cursor, limit=limit
    )


async def count(db: Connection) -> list[Channels]:
    """Count the channels where alerts arrive, and those where they do not."""
    return await database.fetch(db, Channels, "count_alert_channels")


async def full_target(db: Connection, settings: Settings, id: int) -> Mapping[str, Any]:
    """Return where a channel leads, in full: nobody is shown this.

    Raises:
        NotFoundError: there is none with this id.
        MissingKeyError: it is sealed, and the key that opens it is not given.
        ConflictError: it was sealed for another place, or changed.
    """
    kept = await database.fetch_one(db, _Kept, "read_alert_target", id)
    if kept is None:
        raise NotFoundError(said("channel_unknown", id=id))
    if not kept.is_sealed:  # what needs no key does not fail for want of one
        return kept.target
    whole = await secrets.read(db, secrets.keyring(settings), TARGET, id)
    return json.loads(whole.get_secret_value()) if whole else kept.target


async def seal_open(db: Connection, settings: Settings) -> int:
    """Seal the addresses that stand in full, from before they were; return how many did.

    *db* is within a transaction.

    Raises:
        MissingKeyError: there is no key to seal them with.
    """
    found = await database.fetch(db, _Kept, "hide_alert_targets")
    for each in found:
        await _seal(db, settings, each.id, each.target)
    return len(found)


async def read(db: Connection, id: int) -> Channel:
    """Return one channel, with how its deliveries go.

    Raises:
        NotFoundError: there is none with this id.
    """
    rows = await database.fetch(db, Channel, "list_alert_channels", id - 1, 1)
    if not rows or rows[0].id != id:
        raise NotFoundError(said("channel_unknown", id=id))
    return rows[0]


async def add(
    db: Connection, settings: Settings, name: str, target: Target, secret: SecretStr | None
) -> Channel:
    """Add a channel; *db* is within a transaction.

    Raises:
        RejectedError: *secret* is not one of this kind of channel.
        ConflictError: there is one of this name, or no key to seal with.
    """
    _check(target, secret)
    leads = target.model_dump()
    try:
        [kept] = await database.fetch(db, _Kept, "add_alert_channel", name, leads)
    except asyncpg.UniqueViolationError:
        raise _taken(name) from None
    await _lead(db, settings, kept, leads)
    if secret is not None:
        await secrets.keep(db, secrets.keyring(settings), PURPOSE, kept.id, secret)
    await _tell(db, "channel_added", await _locked(db, kept.id))
    return await read(db, kept.id)


async def change(
    db: Connection,
    settings: Settings,
    id: int,
    *,
    name: str | None = None,
    target: Target | None = None,
    secret: SecretStr | None = None,
) -> Channel:
    """Change what is given of a channel; *db* is within a transaction.

    A channel that leads elsewhere needs its secret again: whoever may change the one but
    does not know the other must not have it sent to them.

    Raises:
        NotFoundError: there is none with this id.
        RejectedError: *secret* is missing or not one of this kind of channel.
        ConflictError: there is another of this name, or no key to seal with.
    """
    before = (await _locked(db, id)).shape
    elsewhere = await _elsewhere(db, settings, id, before["target"], target)
    if elsewhere is not None:
        _check(elsewhere, secret)
        await secrets.forget(db, PURPOSE, id)
    elif secret is not None:
        _check_kind(before["target"]["kind"], secret)
    leads = elsewhere and elsewhere.model_dump()
    given = id, name or before["name"], leads
    try:
        [kept] = await database.fetch(db, _Kept, "change_alert_channel", *given)
    except asyncpg.UniqueViolationError:
        raise _taken(name or "") from None
    if leads is not None:
        await _lead(db, settings, kept, leads)
    if secret is not None:
        await secrets.keep(db, secrets.keyring(settings), PURPOSE, id, secret)
    after = await _locked(db, id)
    if after.shape != before or secret is not None:
        await _tell(db, "channel_changed", after)
    return await read(db, id)


async def drop(db: Connection, id: int) -> None:
    """Delete a channel with its secret; *db* is within a transaction.

    The rules that name it are told in one channel less, and that is told of each of them.

    Raises:
        NotFoundError: there is none with this id.
    """
    await database.execute(db, "lock_alerts")
    channel = await _locked(db, id)
    naming = await database.fetch_column(db, "rules_of_alert_channel", id)
    await secrets.forget(db, PURPOSE, id)
    await secrets.forget(db, TARGET, id)
    await database.execute(db, "drop_alert_channel", id)
    await _tell(db, "channel_deleted", channel)
    for rule in naming:
        await rules.tell_changed(db, rule)


async def _locked(db: Connection, id: int) -> Channel:
    channel = await database.fetch_one(db, Channel, "lock_alert_channel", id)
    if channel is None:
        raise NotFoundError(said("channel_unknown", id=id))
    return channel


async def _tell(db: Connection, name: str, channel: Channel) -> None:
    await events.tell_administrators(db, "alert", name, {"channel": channel.shape})


async def _lead(db: Connection, settings: Settings, kept: _Kept, target: Mapping[str, Any]) -> None:
    """Seal where a channel leads, if less than that was *kept* to be shown."""
    if kept.target == target:
        await secrets.forget(db, TARGET, kept.id)
    else:
        await _seal(db, settings, kept.id, target)


async def _seal(db: Connection, settings: Settings, id: int, target: Mapping[str, Any]) -> None:
    whole = SecretStr(json.dumps(target))
    await secrets.keep(db, secrets.keyring(settings), TARGET, id, whole)


async def _elsewhere(
    db: Connection, settings: Settings, id: int, shown: Mapping[str, Any], target: Target | None
) -> Target | None:
    """Return *target*; None where the channel leads there already, be it named as it is shown."""
    if target is None or target.model_dump() == shown:
        return None
    try:
        leads = await full_target(db, settings, id)
    except ConflictError:  # a channel whose key is lost can be led elsewhere, as any other
        return target
    if isinstance(target, Telegram) and target.base_url == shown.get("base_url"):
        target = target.model_copy(update={"base_url": leads["base_url"]})
    return None if target.model_dump() == leads else target


def _check(target: Target, secret: SecretStr | None) -> None:
    _check_whole(target)
    match target:
        case Email(username=None) if secret is not None:
            raise RejectedError(said("channel_username_missing"), path="secret")
        case Email(username=None):
            return
        case Email() if secret is None:
            raise RejectedError(said("channel_password_missing"), path="secret")
        case Webhook() if secret is None:
            raise RejectedError(said("channel_key_missing"), path="secret")
        case Telegram() if secret is None:
            raise RejectedError(said("channel_token_missing"), path="secret")
        case _:
            pass
    if secret is not None:
        _check_kind(target.kind, secret)


def _check_whole(target: Target) -> None:
    match target:
        case Webhook(url=address) if HIDDEN in address:
            raise RejectedError(said("hidden"), path="target.url")
        case Telegram(base_url=address) if HIDDEN in address:
            raise RejectedError(said("hidden"), path="target.base_url")
        case _:
            return


def _check_kind(kind: str, secret: SecretStr) -> None:
    value = secret.get_secret_value()
    if kind == "webhook" and len(value) < SHORTEST_KEY:
        raise RejectedError(said("channel_key_short", least=SHORTEST_KEY), path="secret")
    if kind == "telegram" and not _BOT_TOKEN.fullmatch(value):
        raise RejectedError(said("channel_token_misspelt"), path="secret")
    if kind == "email" and not (value.isascii() and value.isprintable()):
        raise RejectedError(said("channel_password_odd"), path="secret")


def _taken(name: str) -> ConflictError:
    return ConflictError(said("channel_taken", name=name))
