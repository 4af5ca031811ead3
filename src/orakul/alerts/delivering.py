"""Deliveries: rows that were written with what they tell of, and are sent until they arrive.

Any process sends; it takes some for a while, so that those of one that dies are taken by
another. A delivery may so arrive twice, with the same key. Each is sent beside the others:
a channel that hangs or fails delays its own alone, and says so where channels are listed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import structlog
from pydantic import SecretStr, TypeAdapter

from orakul import database, secrets
from orakul.alerts import channels, links, mail, telegram, webhook, words
from orakul.alerts.outside import TIMEOUT, UndeliveredError
from orakul.database import TROUBLE, Connection, Pool
from orakul.errors import OrakulError
from orakul.sentences import said
from orakul.settings import Settings
from orakul.targets import Email, Target, Telegram, Webhook

MOST: Final = 20  # deliveries at once
LEASE: Final = 3 * TIMEOUT  # seconds that a process has for what it took
ATTEMPTS: Final = 12  # after which one is given up, about two hours later
FIRST_WAIT: Final = 15.0  # seconds; doubled each time
LONGEST_WAIT: Final = 900.0  # seconds
MOST_ASKED: Final = 3600.0  # seconds that a service may make us wait

# What a test tells; shaped as any alert is.
EXAMPLE: Final[Mapping[str, Any]] = {
    "id": "0",
    "rule_id": None,
    "rule": "this channel works",
    "kind": "failure_rate",
    "severity": "warning",
    "subject": "all",
    "state": "open",
    "summary": "Somebody tests this channel; nothing is wrong.",
    "value": 0,
    "facts": {"failed": 0, "ended": 0, "per": "all", "window_seconds": 900},
    "opened_at": None,
    "acknowledged": None,
    "resolved_at": None,
}

Way = tuple[Mapping[str, Any], SecretStr | None]  # where a channel leads, and its secret

_TARGET: Final = TypeAdapter[Target](Target)

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be told where; *key* is the same each time that it is tried."""

    id: int
    key: str
    attempt: int
    event: str
    alert: Mapping[str, Any]
    channel_id: int


async def deliver(pool: Pool, settings: Settings) -> int:
    """Send what is due, once each; return how many that were."""
    async with pool.acquire() as db:
        due = await database.fetch(db, Delivery, "claim_alert_deliveries", MOST, LEASE)
    async with asyncio.TaskGroup() as group:
        for each in due:
            group.create_task(_deliver(pool, settings, each))
    return len(due)


async def test(db: Connection, settings: Settings, channel: int) -> OrakulError | None:
    """Send a test to a channel at once; return why it did not arrive, or None if it did.

    Raises:
        NotFoundError: there is none with this id.
    """
    await channels.read(db, channel)
    delivery = Delivery(0, str(uuid4()), 1, "test", EXAMPLE, channel)
    try:
        error = await _outcome(settings, delivery, await _way(db, settings, channel))
    except OrakulError as closed:
        error = closed
    await _note(db, channel, error)
    return error


async def _deliver(pool: Pool, settings: Settings, delivery: Delivery) -> None:
    try:
        async with pool.acquire() as db:
            way = await _way(db, settings, delivery.channel_id)
        error = await _outcome(settings, delivery, way)
    except OrakulError as closed:
        error = closed
    except TROUBLE:
        raise
    except Exception as unexpected:
        # Whatever is wrong with one is no other's trouble, and it is said where it is seen.
        log.exception("an alert could not be sent", channel_id=delivery.channel_id)
        error = _unsendable(unexpected)
    async with pool.acquire() as db, db.transaction():
        await _keep(db, delivery, error)


async def _way(db: Connection, settings: Settings, channel: int) -> Way:
    """Return where a channel leads and its secret, both of the same moment."""
    async with db.transaction(isolation="repeatable_read", readonly=True):
        found = await channels.read(db, channel)
        target = await channels.full_target(db, settings, channel)
        if not found.shape["has_secret"]:  # what needs no key does not fail for want of one
            return target, None
        keys = secrets.keyring(settings)
        return target, await secrets.read(db, keys, channels.PURPOSE, channel)


async def _outcome(settings: Settings, delivery: Delivery, way: Way) -> OrakulError | None:
    """Send, and return why it did not arrive; None if it did."""
    target, secret = way
    try:
        await _send(settings, delivery, _TARGET.validate_python(target), secret)
    except OrakulError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one is no other's trouble
        return _unsendable(error)
    return None


def _unsendable(error: Exception) -> UndeliveredError:
    # Its message may hold an address with a token in it.
    return UndeliveredError(said("unsendable", error=type(error).__name__))


async def _send(
    settings: Settings, delivery: Delivery, target: Target, secret: SecretStr | None
) -> None:
    private, key = settings.alert_private, delivery.key
    places = links.of(settings.public_url, delivery.alert)
    title, text = words.tell(delivery.event, delivery.alert, places)
    match target:
        case Webhook():
            content = {
                "id": key,
                "event": delivery.event,
                "alert": delivery.alert,
                "text": f"{title}\n{text}",
                "links": places or None,
            }
            await webhook.send(target, _needed(secret), content, key=key, private=private)
        case Email():
            password = None if target.username is None else _needed(secret)
            await mail.send(target, password, title, text, key=key, private=private)
        case Telegram():
            await telegram.send(target, _needed(secret), f"{title}\n{text}", private=private)


def _needed(secret: SecretStr | None) -> SecretStr:
    if secret is None:
        raise UndeliveredError(said("channel_secret_lost"))
    return secret


async def _keep(db: Connection, delivery: Delivery, error: OrakulError | None) -> None:
    told = error and str(error)
    # The channel first, as who deletes one with its deliveries locks them.
    await _note(db, delivery.channel_id, error)
    if error is None:
        await database.execute(db, "keep_alert_sent", delivery.id)
    else:
        log.warning("an alert did not arrive", channel_id=delivery.channel_id, error=told)
        wait = _wait(error, delivery.attempt)
        await database.execute(db, "keep_alert_unsent", delivery.id, delivery.attempt, told, wait)


async def _note(db: Connection, channel: int, error: OrakulError | None) -> None:
    reason = {"kind": error.kind, "blanks": dict(error.blanks)} if error and error.kind else None
    await database.execute(db, "note_alert_channel", channel, error and str(error), reason)


def _wait(error: OrakulError, attempt: int) -> float | None:
    """Return the seconds until the next attempt; None if there is none."""
    if attempt >= ATTEMPTS or (isinstance(error, UndeliveredError) and error.final):
        return None
    asked = error.retry_after if isinstance(error, UndeliveredError) else None
    return max(min(asked or 0, MOST_ASKED), min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT))
